import type { Knex } from 'knex';
import SqliteClient from 'knex/lib/dialects/sqlite3';
import SqliteTransaction from 'knex/lib/dialects/sqlite3/execution/sqlite-transaction';

class ImmediateTransaction extends SqliteTransaction {
  override begin(connection: unknown): Promise<unknown> {
    return this.query(connection, 'BEGIN IMMEDIATE;');
  }
}

/**
 * knex begins SQLite transactions as readers, and a reader that turns writer while another process
 * writes fails at once with SQLITE_BUSY, whatever `busy_timeout` says. A transaction that begins as
 * a writer waits instead.
 */
export class ImmediateSqliteClient extends SqliteClient {
  override transaction(...args: unknown[]): Knex.Transaction {
    return new ImmediateTransaction(this, ...args) as unknown as Knex.Transaction;
  }
}
