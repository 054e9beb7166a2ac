declare module 'knex/lib/dialects/postgres' {
  import { Knex } from 'knex';
  export default class Client_PG extends Knex.Client {
    constructor(config: Knex.Config);
    transaction(...args: unknown[]): Knex.Transaction;
    acquireConnection(): Promise<unknown>;
    acquireRawConnection(): Promise<unknown>;
    destroyRawConnection(connection: unknown): Promise<unknown>;
    _query(connection: unknown, query: unknown): Promise<unknown>;
  }
}

declare module 'knex/lib/dialects/postgres/execution/pg-transaction' {
  export default class Transaction_PG {
    constructor(...args: unknown[]);
    query(connection: unknown, sql: string): Promise<unknown>;
    begin(connection: unknown): Promise<unknown>;
  }
}
