import type { Knex } from 'knex';
import type { ChangeLog, ChangeSource } from './change-log';

/** Longer than any process on the same file takes to read it. */
const KEPT_MILLIS = 3_600_000;
const FORGOTTEN_AT = 1000;

/**
 * Triggers write down what changes; other processes may, too, such as a `keyplane recover` next to
 * the server. What was written before the first look concerns nobody.
 */
export function createSqliteChangeSource(
  knex: Knex,
  log: ChangeLog,
  /** @throws if the open file is no longer the one at its path: changes of that file are not heard */
  requireInPlace: () => void = () => undefined,
): ChangeSource {
  let seen: number | undefined;
  let heardSinceForgotten = FORGOTTEN_AT;
  const changes = () => knex<{ position: number; id: string; changed_at: number }>('changes');

  async function forgetOld(): Promise<void> {
    heardSinceForgotten = 0;
    await changes()
      .where('changed_at', '<', Date.now() - KEPT_MILLIS)
      .delete();
  }

  return {
    async catchUp() {
      requireInPlace();
      if (seen === undefined) {
        const newest = await changes().orderBy('position', 'desc').limit(1).select('position');
        seen = newest[0]?.position ?? 0;
        log.addEverything();
        return;
      }
      const rows = await changes().where('position', '>', seen).orderBy('position').select();
      seen = rows.at(-1)?.position ?? seen;
      log.add(rows.map(({ id }) => id));
      heardSinceForgotten += rows.length;
      if (heardSinceForgotten >= FORGOTTEN_AT) await forgetOld();
    },
    close: () => Promise.resolve(),
  };
}
