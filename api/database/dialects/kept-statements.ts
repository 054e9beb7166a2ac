import { LRUCache } from 'lru-cache';

/** The parts of a sqlite3 connection that this module uses. */
export interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
  all(sql: string, bindings: unknown, done: Done): void;
  run(sql: string, bindings: unknown, done: Done): void;
  prepare(sql: string, done: (error: Error | null) => void): SqliteStatement;
  close(done: (error: Error | null) => void): void;
}

interface SqliteStatement {
  all(bindings: unknown, done: Done): void;
  run(bindings: unknown, done: Done): void;
  finalize(): void;
}

export type Done = (this: unknown, error: Error | null, rows?: unknown) => void;

/**
 * More than the number of different statements of the server. Lists of any length produce new statements all
 * the time.
 */
const STATEMENTS_KEPT = 200;

/**
 * Preparing a statement costs as much as executing it, and takes a second trip to another thread. A
 * statement that failed is finalized. SQLite regards a statement that failed with SQLITE_BUSY as
 * still in progress until it is reset, and then refuses every COMMIT of the connection.
 */
export function keepStatements(connection: SqliteConnection): void {
  const kept = new LRUCache<string, SqliteStatement>({
    max: STATEMENTS_KEPT,
    dispose: (statement) => statement.finalize(),
  });

  function prepared(sql: string, failed: (error: Error) => void): SqliteStatement {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    // If a statement could not be prepared, everything that waits for it fails.
    const statement = connection.prepare(sql, (error) => {
      if (error === null) kept.set(sql, statement);
      else failed(error);
    });
    return statement;
  }

  function execute(how: 'all' | 'run', sql: string, bindings: unknown, done: Done): void {
    const statement = prepared(sql, done);
    statement[how](bindings, function (error, rows) {
      // Calls of the same statement that already wait are carried out before it is finalized.
      if (error !== null && kept.peek(sql) === statement) kept.delete(sql);
      done.call(this, error, rows);
    });
  }

  connection.all = (sql, bindings, done) => execute('all', sql, bindings, done);
  connection.run = (sql, bindings, done) => execute('run', sql, bindings, done);

  const close = connection.close.bind(connection);
  connection.close = (done) => {
    kept.clear();
    close(done);
  };
}
