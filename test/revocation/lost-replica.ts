import { openDatabase } from '../../api/database/database';
import { blackHoleBefore } from '../support/black-hole-proxy';

/**
 * A replica locks the keys in a unit of work, and then its machine is gone: the unit of work neither
 * continues nor ends, and no connection is closed. It is a replica and no plain client, because every
 * unit of work tells PostgreSQL how long it may be silent and which process it belongs to.
 * @returns what lets the replica return and end
 */
export async function loseReplicaThatHolds(
  databaseUrl: string,
  ids: readonly string[],
): Promise<() => Promise<void>> {
  const { proxy, url } = await blackHoleBefore(databaseUrl);
  const replica = openDatabase(url);
  let comeBack: () => void = () => undefined;
  const away = new Promise<void>((resolve) => (comeBack = resolve));
  let work: Promise<unknown> = Promise.resolve();

  await new Promise<void>((locked, failed) => {
    work = replica
      .run(async () => {
        const keys = replica.knex('keys').whereIn('id', ids).orderBy('id').select('id');
        await replica.dialect.lockRows(keys);
        proxy.swallow('both');
        locked();
        await away;
      })
      .catch(failed);
  });
  return async () => {
    proxy.heal();
    comeBack();
    await work;
    await replica.close();
    await proxy.close();
  };
}
