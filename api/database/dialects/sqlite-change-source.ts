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
 * Triggers write down what changes; other processes may, too, such as a `keyplane recover` next to
 * the server. What was written before the first look concerns nobody.
 */
export function createSqliteChangeSource(dependencies: {
  readonly knex: Knex;
  readonly log: ChangeLog;
  /** Waits for no unit of work: one that has waited asks what changed before it is committed. */
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
