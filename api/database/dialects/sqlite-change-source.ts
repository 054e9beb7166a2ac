import type { Knex } from 'knex';
import type { ChangeLog } from '../change-log';
import type { ChangeSource } from '../change-feed';

/**
 * Triggers write down what changes; other processes may, too, such as a `keyplane recover` beside
 * the server. What was written before the first look concerns nobody.
 */
export function createSqliteChangeSource(knex: Knex, log: ChangeLog): ChangeSource {
  let seen: number | undefined;
  const changes = () => knex<{ position: number; id: string }>('changes');

  return {
    async catchUp() {
      if (seen === undefined) {
        const newest = await changes().orderBy('position', 'desc').limit(1).select('position');
        seen = newest[0]?.position ?? 0;
        log.addEverything();
        return;
      }
      const rows = await changes().where('position', '>', seen).orderBy('position').select();
      seen = rows.at(-1)?.position ?? seen;
      log.add(rows.map(({ id }) => id));
    },
    close: () => Promise.resolve(),
  };
}
