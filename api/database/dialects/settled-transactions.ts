import { codeOf } from './unavailable';
import type { Done, SqliteConnection } from './kept-statements';

/** A connection for units of work. */
export interface SettledConnection extends SqliteConnection {
  /** Why it is unknown whether a transaction is open. The pool then replaces the connection. */
  inDoubt?: Error | undefined;
  /**
   * Another process had the lock for the whole time that SQLite waits, and no transaction has begun since.
   */
  isBlocked?: boolean;
}

/**
 * https://sqlite.org/lang_transaction.html: after one of these errors, SQLite may have rolled back
 * by itself.
 */
const ENDS_TRANSACTION = /^SQLITE_(FULL|IOERR|NOMEM|INTERRUPT|CORRUPT|NOTADB|READONLY)(_|$)/;

/**
 * Keeps a transaction that failed from continuing in part. SQLite rolls some failed transactions back by
 * itself. The statements after that would each be committed alone, so they fail with the error that came
 * first. knex sends no ROLLBACK after a COMMIT that failed; here one follows. If that fails too, the state
 * of the connection is unknown.
 */
export function settleTransactions(connection: SettledConnection): void {
  let open = false;
  let failed: Error | undefined;

  const guarded =
    (execute: (sql: string, bindings: unknown, done: Done) => void) =>
    (sql: string, bindings: unknown, done: Done): void => {
      const kind = kindOf(sql);
      const cause = failed;
      if (kind !== undefined) failed = undefined;
      if (cause !== undefined && kind !== 'begin' && kind !== 'rollback') {
        const error = goneBecauseOf(cause);
        return kind === 'commit' ? settle(error, done) : done.call(undefined, error);
      }
      execute(sql, bindings, function (error, rows) {
        if (error === null) {
          if (kind === 'begin') connection.isBlocked = false;
          if (kind !== undefined) open = kind === 'begin';
          return done.call(this, null, rows);
        }
        if (codeOf(error).startsWith('SQLITE_BUSY')) connection.isBlocked = true;
        if (kind === 'rollback' && isNoTransaction(error)) {
          open = false;
          return done.call(this, null, rows);
        }
        if (kind !== undefined) return settle(error, done);
        if (open && ENDS_TRANSACTION.test(codeOf(error))) failed = error;
        done.call(this, error);
      });
    };

  function settle(cause: Error, done: Done): void {
    connection.exec('ROLLBACK', (error) => {
      open = false;
      if (error !== null && !isNoTransaction(error)) connection.inDoubt = error;
      done.call(undefined, cause);
    });
  }

  connection.all = guarded(connection.all.bind(connection));
  connection.run = guarded(connection.run.bind(connection));
}

/** A new error each time, because knex adds the statement to the message of the error that it receives. */
function goneBecauseOf(cause: Error): Error {
  const message = 'The transaction failed at an earlier statement.';
  return Object.assign(new Error(message, { cause }), { code: codeOf(cause) });
}

type Kind = 'begin' | 'commit' | 'rollback';

/**
 * The kind of a statement, in the form in which knex writes it. `ROLLBACK TO SAVEPOINT` has none, because it
 * does not end the transaction.
 */
function kindOf(sql: string): Kind | undefined {
  switch (sql) {
    case 'BEGIN IMMEDIATE;':
      return 'begin';
    case 'COMMIT;':
      return 'commit';
    case 'ROLLBACK':
      return 'rollback';
    default:
      return undefined;
  }
}

function isNoTransaction(error: Error): boolean {
  return error.message.includes('no transaction is active');
}
