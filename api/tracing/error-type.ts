/** A code of a driver or of Node, such as `23505`, `SQLITE_BUSY` or `ECONNRESET`. */
const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

/** The kind of an error: its code, or else its class. Never its message, because that may contain a value. */
export function errorTypeOf(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && CODE.test(code) ? code : error.name;
}
