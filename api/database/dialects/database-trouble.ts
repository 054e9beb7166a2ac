/** The problems with a database that other programs also use. Keyplane counts each of them. */
export type DatabaseTrouble =
  /** A row stayed locked for too long. */
  | 'lock_timeout'
  /** A connection stopped answering, and was given up. */
  | 'connection_abandoned'
  /** No connection became free in time, or none could be opened. */
  | 'no_connection';

export type OnTrouble = (trouble: DatabaseTrouble) => void;
