import type { Knex } from 'knex';
import type { ChangeLog, ChangeSource } from './change-log';
import type { Reader } from './dialect';

/** Longer than any process on the same file takes to read it. */
const KEPT_MILLIS = 3_600_000;
const FORGOTTEN_AT = 1000;

const NEWEST = 'SELECT position, id FROM changes ORDER BY position DESC LIMIT 1';
const LATER = 'SELECT position, id FROM changes WHERE position > ? ORDER BY position';

interface Change {
  readonly position: number;
  readonly id: string;
}

/**
 * Triggers record what changes, also for other processes such as a `keyplane recover` that runs
 * next to the server. Changes from before the first look do not matter, because nothing was cached
 * then.
 */
export function createSqliteChangeSource(dependencies: {
  readonly knex: Knex;
  readonly log: ChangeLog;
  /**
   * Must not wait for a unit of work, because a unit of work that had to wait asks for the changes
   * before it commits.
   */
  readonly reader: Pick<Reader, 'all'>;
  /** @throws if the open file is no longer the one at its path: changes of that file are not heard */
  readonly requireInPlace: (() => void) | undefined;
}): ChangeSource {
  const { knex, log, reader, requireInPlace } = dependencies;
  let seen: number | undefined;
  let heardSinceForgotten = FORGOTTEN_AT;

  async function forgetOld(): Promise<void> {
    heardSinceForgotten = 0;
    await knex('changes')
      .where('changed_at', '<', Date.now() - KEPT_MILLIS)
      .delete();
  }

  return {
    async catchUp() {
      requireInPlace?.();
      if (seen === undefined) {
        const newest = await reader.all<Change>(NEWEST, []);
        seen = newest[0]?.position ?? 0;
        log.addEverything();
        return;
      }
      const rows = await reader.all<Change>(LATER, [seen]);
      seen = rows.at(-1)?.position ?? seen;
      log.add(rows.map(({ id }) => id));
      heardSinceForgotten += rows.length;
      // The deletion waits for the unit of work in progress. If it fails, the rows are deleted the next time.
      if (heardSinceForgotten >= FORGOTTEN_AT) void forgetOld().catch(() => {});
    },
    close: () => Promise.resolve(),
  };
}
