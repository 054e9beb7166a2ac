import { migrate, NewerDatabaseError } from '../../../api/database/migrate';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';

describe.each(DATABASES)('a database that a newer release has migrated, on %s,', (on) => {
  let api: TestApi;
  beforeEach(async () => {
    api = await createTestApi(on);
    await migrate(api.database);
    const newer = { name: '9999-from-the-future', batch: 2, migration_time: new Date(0) };
    await api.database.knex('knex_migrations').insert(newer);
    await api.database.knex('migration_checksums').insert({ name: newer.name, checksum: 'later' });
  });
  afterEach(() => api.close());

  const checksum = async () => {
    const named = { name: '9999-from-the-future' };
    const row: unknown = await api.database.knex('migration_checksums').where(named).first();
    return row;
  };

  it('is refused', async () => {
    await expect(migrate(api.database)).rejects.toThrow(NewerDatabaseError);
  });

  it('is accepted and left as it is if the operator allows that', async () => {
    expect(await migrate(api.database, { acceptNewer: true })).toEqual([]);
    expect(await checksum()).toMatchObject({ checksum: 'later' });
  });

  it('is refused even then if it lacks a migration of this release', async () => {
    await api.database.knex('knex_migrations').where({ name: '0026-team-policy-owner' }).delete();
    await expect(migrate(api.database, { acceptNewer: true })).rejects.toThrow(NewerDatabaseError);
  });
});
