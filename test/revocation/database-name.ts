/** What the servers of a check share, and by what they reach it. */
export const DATABASES = [
  'sqlite',
  'postgres',
  'pgbouncer-transaction',
  'pgbouncer-session',
] as const;
export type DatabaseName = (typeof DATABASES)[number];
