/** How long PostgreSQL may take over parts of a transaction, in milliseconds; 0: no limit. */
export interface PostgresLimits {
  readonly statement: number;
  readonly lock: number;
  /**
   * The limit between two statements. A replica that was lost or frozen keeps its locks until then.
   */
  readonly idleInTransaction: number;
}

/**
 * If a replica that was lost or frozen holds a row, a revocation of that row takes effect after
 * `idleInTransaction` at the latest. `lock` is longer than that, so the revocation need not be repeated.
 */
export const serverLimits = (statementSeconds: number): PostgresLimits => ({
  statement: statementSeconds * 1000,
  lock: 4500,
  idleInTransaction: 3000,
});

/** The limits for commands: a person waits for them, and a migration may rewrite whole tables. */
export const COMMAND_LIMITS: PostgresLimits = {
  statement: 0,
  lock: 0,
  idleInTransaction: 60_000,
};

const names = (limits: PostgresLimits): readonly (readonly [string, number])[] => [
  ['statement_timeout', limits.statement],
  ['lock_timeout', limits.lock],
  ['idle_in_transaction_session_timeout', limits.idleInTransaction],
];

/**
 * Sets the limits until the transaction ends. PgBouncer refuses them as startup parameters, and in
 * transaction mode a plain SET would stay with a connection that others use.
 * @param name of the process, in letters, digits, spaces and hyphens: if another replica finds the
 * process frozen, it ends everything that the process has in progress
 */
export function limitTransaction(limits: PostgresLimits, name: string): string {
  const set = names(limits).map(([name, millis]) => `SET LOCAL ${name} = ${millis};`);
  return [...set, `SET LOCAL application_name = '${name}';`, ACKNOWLEDGED_IS_WRITTEN].join(' ');
}

/**
 * With `synchronous_commit = off`, PostgreSQL acknowledges changes that a crash would undo, such as the
 * revocation of a key. Every other value is the operator's choice and stays.
 */
const ACKNOWLEDGED_IS_WRITTEN =
  "SELECT set_config('synchronous_commit', 'on', true) " +
  "WHERE current_setting('synchronous_commit') = 'off';";

/** The first query on a new connection. */
export interface Greeting {
  /** Whether the process that answers is $1, and not a process behind a pooler. */
  readonly direct: boolean;
  readonly standby: boolean;
}

/**
 * Sets the limits for the session, for statements outside of transactions. Behind a pooler it does
 * nothing, because there the limits would stay with a connection that others use.
 */
export function greet(limits: PostgresLimits): string {
  const set = names(limits).map(([name, millis]) => `set_config('${name}', '${millis}', false)`);
  return `
    SELECT direct, pg_is_in_recovery() AS standby,
      CASE WHEN direct THEN concat(${set.join(', ')}) END AS limits
    FROM (SELECT pg_backend_pid() = $1::int AS direct) AS greeting`;
}
