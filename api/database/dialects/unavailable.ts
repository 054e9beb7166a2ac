/**
 * Why the database cannot be used now, found out by Keyplane and not by a driver. `message` is public:
 * it says what is wrong and what to do, and names no file and no server.
 */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  readonly code = 'KEYPLANE_DATABASE_UNAVAILABLE';
}

/**
 * Whether the same request may succeed once the database, its disk or its network works again. Such a
 * failure is a 503 with `Retry-After`; any other failure of the database is a mistake of ours. A damaged
 * SQLite file counts, because a repaired or restored file answers the same request.
 */
export function isUnavailable(error: unknown): boolean {
  for (let at = error, depth = 0; isErrorLike(at) && depth < MOST_CAUSES; depth += 1) {
    if (isUnavailableItself(at)) return true;
    at = at.cause;
  }
  return false;
}

/** The code that a driver or the system gave an error; empty if it gave none. */
export function codeOf(error: unknown): string {
  return isErrorLike(error) && typeof error.code === 'string' ? error.code : '';
}

interface ErrorLike {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** A driver in native code may make its errors in another realm, where `instanceof` does not see it. */
function isErrorLike(error: unknown): error is ErrorLike {
  return typeof error === 'object' && error !== null && 'message' in error && 'name' in error;
}

const MOST_CAUSES = 5;

function isUnavailableItself(error: ErrorLike): boolean {
  const code = codeOf(error);
  return (
    CODES.has(code) ||
    SQLITE.test(code) ||
    SQLSTATE.test(code) ||
    error.name === 'KnexTimeoutError' ||
    (code === '' && MESSAGES.test(error.message))
  );
}

/** Primary result codes, and extended ones that begin with them: https://sqlite.org/rescode.html. */
const SQLITE =
  /^SQLITE_(BUSY|LOCKED|FULL|READONLY|IOERR|CANTOPEN|NOTADB|CORRUPT|PROTOCOL|NOMEM|INTERRUPT|PERM|AUTH|NOLFS)(_|$)/;

/**
 * Appendix A of PostgreSQL's manual: 08 connections, 53 resources, 57P operator intervention, 58
 * system errors, and conflicts between two units of work or two replicas.
 */
const SQLSTATE =
  /^(08[0-9A-Z]{3}|53[0-9A-Z]{3}|57P\d\d|58[0-9A-Z]{3}|57014|55P03|40001|40P01|25006|25P0[34]|28000|28P01|3D000)$/;

const CODES: ReadonlySet<string> = new Set([
  'KEYPLANE_DATABASE_UNAVAILABLE',
  'KEYPLANE_DATABASE_TIMEOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENETRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EMFILE',
  'ENFILE',
  'ENOSPC',
  'EROFS',
  'EDQUOT',
]);

/** The drivers and the pool give these no code. */
const MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Client was closed and is not queryable|This socket has been ended by the other party|Unable to acquire a connection|aborted$)/;
