/** The database that the servers of a check share, and how they reach it. */
export const DATABASES = [
  'sqlite',
  'postgres',
  'pgbouncer-transaction',
  'pgbouncer-session',
] as const;
export type DatabaseName = (typeof DATABASES)[number];
