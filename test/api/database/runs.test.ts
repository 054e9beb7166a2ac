import { migrate } from '../../../api/database/migrate';
import { DATABASES } from '../../support/api';
import { openEarlierInstallation } from './earlier-installation';

/** Nobody knows how the runs from before the upgrade ended. */
describe.each(DATABASES)('the upgrade to leases of runs, on %s,', (on) => {
  test('keeps objects that may exist as recorded, and treats no rotation as abandoned', async () => {
    const { database, close } = await openEarlierInstallation(on, '0010-key-uses');
    try {
      const of = { resource_kind: 'role', team_id: 'team_1', creator_id: 'mem_1' };
      const row = { ...of, stack: 's', run: 'r', body_hash: 'h', created_at: 5 };
      await database.knex('unconfirmed_creations').insert([
        { ...row, resource_id: 'role_1', settled_at: null },
        { ...row, resource_id: 'role_2', settled_at: 7 },
      ]);
      await migrate(database);
      expect(await database.knex('unconfirmed_creations')).toEqual([]);
      expect(await database.knex('creations').orderBy('resource_id')).toEqual([
        { ...row, resource_id: 'role_1', recorded_at: 5, named_at: null, gone_at: null },
      ]);
      expect(await database.knex('runs')).toEqual([]);
      expect(await database.knex('key_secrets').whereNotNull('run')).toEqual([]);
    } finally {
      await close();
    }
  });
});
