/**
 * The database does not answer in time, or a connection to it was lost. The drivers give no code to
 * such an error. It is about this attempt: a later one may succeed.
 */
export class DatabaseTimeoutError extends Error {
  override readonly name = 'DatabaseTimeoutError';
  readonly code = 'KEYPLANE_DATABASE_TIMEOUT';
}
