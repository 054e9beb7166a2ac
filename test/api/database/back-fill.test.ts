import type { Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { DATABASES } from '../../support/api';
import { openEarlierInstallation } from './earlier-installation';

const LAST_WITHOUT_SERVICE_KEYS = '0004-catalogue-and-wallets';

describe.each(DATABASES)('an upgrade of an installation with teams on %s', (databaseName) => {
  let database: Database;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ database, close } = await openEarlierInstallation(databaseName, LAST_WITHOUT_SERVICE_KEYS));
  });
  afterEach(() => close());

  const created = { created_at: 0, version: 1 };
  const insertTeam = (id: string) => database.knex('teams').insert({ id, name: id, ...created });
  const insertMember = (id: string, team_id: string, facts: object = {}) =>
    database.knex('members').insert({
      id,
      team_id,
      email: `${id}@example.com`,
      name: id,
      team_role: 'owner',
      status: 'active',
      ...created,
      ...facts,
    });

  test('gives every team one free service key, assigned to its active owners (S3)', async () => {
    await insertTeam('team_1');
    await insertTeam('team_2');
    await insertMember('mem_1', 'team_1');
    await insertMember('mem_2', 'team_1', { team_role: 'user' });
    await insertMember('mem_3', 'team_1', { status: 'left' });
    await insertMember('mem_4', 'team_2');
    expect(await migrate(database)).toContain('0005-service-keys');

    const keys = await database.knex('service_keys').orderBy('team_id');
    expect(keys).toMatchObject([
      { team_id: 'team_1', plan: 'free', revoked_at: null, terms_version: null },
      { team_id: 'team_2', plan: 'free', revoked_at: null, terms_version: null },
    ]);
    expect(await database.knex('service_key_members').orderBy('member_id')).toEqual([
      { service_key_id: keys[0].id, member_id: 'mem_1' },
      { service_key_id: keys[1].id, member_id: 'mem_4' },
    ]);
  });

  test('is done once: to migrate again changes nothing', async () => {
    await insertTeam('team_1');
    await insertMember('mem_1', 'team_1');
    await migrate(database);
    const keys = await database.knex('service_keys');
    expect(keys).toHaveLength(1);
    expect(await migrate(database)).toEqual([]);
    expect(await database.knex('service_keys')).toEqual(keys);
  });
});
