declare module 'knex/lib/dialects/sqlite3' {
  import { Knex } from 'knex';
  export default class Client_SQLite3 extends Knex.Client {
    transaction(...args: unknown[]): Knex.Transaction;
  }
}

declare module 'knex/lib/dialects/sqlite3/execution/sqlite-transaction' {
  export default class Transaction_Sqlite {
    constructor(...args: unknown[]);
    query(connection: unknown, sql: string): Promise<unknown>;
    begin(connection: unknown): Promise<unknown>;
  }
}
