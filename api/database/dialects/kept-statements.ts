import { LRUCache } from 'lru-cache';

/** What is used of a connection of sqlite3. */
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

type Done = (this: unknown, error: Error | null, rows?: unknown) => void;

/** More than the server has; lists of any length make ever new ones. */
const STATEMENTS_KEPT = 200;

/** To prepare a statement costs as much as to carry it out, and a second trip to another thread. */
export function keepStatements(connection: SqliteConnection): void {
  const kept = new LRUCache<string, SqliteStatement>({
    max: STATEMENTS_KEPT,
    dispose: (statement) => statement.finalize(),
  });

  function prepared(sql: string, failed: (error: Error) => void): SqliteStatement {
    const known = kept.get(sql);
    if (known !== undefined) return known;
    // What could not be prepared drops whatever waits for it.
    const statement = connection.prepare(sql, (error) => {
      if (error === null) kept.set(sql, statement);
      else failed(error);
    });
    return statement;
  }

  connection.all = (sql, bindings, done) => prepared(sql, done).all(bindings, done);
  connection.run = (sql, bindings, done) => prepared(sql, done).run(bindings, done);

  const close = connection.close.bind(connection);
  connection.close = (done) => {
    kept.clear();
    close(done);
  };
}
