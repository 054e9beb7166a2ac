/**
 * What one look at the table `changes` finds. It is one statement, so it has one snapshot and sees
 * everything that was committed before it began.
 */
export interface Look {
  /** `pg_current_snapshot()` as text: `xmin:xmax:xip,xip,…`. */
  readonly snapshot: string;
  /** Differs if another server answers than before, or if `changes` was emptied or restored. */
  readonly incarnation: string;
  /** When the server looked, in milliseconds, by its own clock. */
  readonly at: number;
  /** A standby lags behind, and its snapshots do not list transactions in progress. */
  readonly standby: boolean;
  /** The changes that the previous snapshot could not see: at most `MOST_IDS` and one more. */
  readonly ids: readonly string[];
}

/** The transactions that a snapshot could not see: those from `from` on, and the ones listed. */
export interface Unseen {
  readonly from: string;
  readonly among: readonly string[];
}

/** The conclusion from a read of the feed. */
export type Finding =
  { readonly everything: true } | { readonly everything: false; readonly ids: readonly string[] };

/** With more changes than this, everything is read again. */
export const MOST_IDS = 10_000;
/** Changes are kept for at least this long after they have become visible to every new look. */
export const KEPT_MILLIS = 15 * 60_000;
/** This ID stands for all of them: a table was emptied by TRUNCATE. */
export const EVERYTHING = '*';

const NOTHING: Unseen = { from: String(2n ** 64n - 1n), among: [] };

/**
 * Transactions do not commit in the order of their IDs. So a look does not ask for IDs above the
 * newest that it knows. It asks for the transactions that its last snapshot could not see, by
 * PostgreSQL's own rule: IDs from `xmax` on, and those that were in progress (`xip`). Each change
 * is found exactly once, however long other transactions stay open.
 */
export function unseenBy(snapshot: string | undefined): Unseen {
  if (snapshot === undefined) return NOTHING;
  const [, xmax = '', xip = ''] = snapshot.split(':');
  return { from: xmax, among: xip === '' ? [] : xip.split(',') };
}

/** If the reads do not follow one another closely, changes in between may be missing. */
export function judgeLook(last: Look | undefined, look: Look): Finding {
  const follows =
    last !== undefined &&
    last.incarnation === look.incarnation &&
    // Measured by the clock of the server, because the clock of a paused machine may have stood
    // still.
    Math.abs(look.at - last.at) < KEPT_MILLIS / 2;
  if (!follows || look.ids.length > MOST_IDS || look.ids.includes(EVERYTHING)) {
    return { everything: true };
  }
  return { everything: false, ids: look.ids };
}

/**
 * Which changes can be forgotten: those that a look of `KEPT_MILLIS` ago has seen. Every replica has
 * seen them since, or will read everything again. Deleting rows by their age would not be safe, because
 * a transaction may commit long after it has written its rows.
 */
export function forgetting(
  since: Look | undefined,
  look: Look,
): { readonly since: Look; readonly before?: string } {
  if (since === undefined) return { since: look };
  if (look.at - since.at < KEPT_MILLIS) return { since };
  return { since: look, before: since.snapshot.slice(0, since.snapshot.indexOf(':')) };
}

/** The two `?` are `from` and `among`: what the last snapshot could not see. */
export const LOOK = `
  SELECT pg_current_snapshot()::text AS snapshot,
    concat_ws('/', extract(epoch FROM pg_postmaster_start_time()), pg_relation_filenode('changes'))
      AS incarnation,
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS at,
    pg_is_in_recovery() AS standby,
    ARRAY(
      SELECT id FROM changes WHERE changed_by >= $1::xid8
      UNION ALL
      SELECT id FROM changes WHERE changed_by = ANY ($2::xid8[])
      LIMIT ${MOST_IDS + 1}
    )::text[] AS ids`;
