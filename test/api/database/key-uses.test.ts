import type { Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { createKnexKeyStore } from '../../../api/keys/knex-key-store';
import { DATABASES } from '../../support/api';
import { openEarlierInstallation } from './earlier-installation';

const LAST_WITHOUT_KEY_USES = '0009-changes';

describe.each(DATABASES)('an upgrade of an installation with used keys on %s', (databaseName) => {
  let database: Database;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ database, close } = await openEarlierInstallation(databaseName, LAST_WITHOUT_KEY_USES));
  });
  afterEach(() => close());

  const insertKey = (id: string, last_used_at: number | null) =>
    database.knex('keys').insert({
      id,
      family: 'token',
      team_id: null,
      owner_kind: 'operator',
      owner_id: 'op_1',
      client_id: `kpi_${id}`,
      created_at: 10,
      created_by: 'op_1',
      version: 3,
      last_used_at,
    });
  const insertSecret = (key_id: string, hash: string, last_used_at: number | null) =>
    database
      .knex('key_secrets')
      .insert({ key_id, hash, masked: `kpt_${hash}`, created_at: 20, last_used_at });
  const key = (id: string) => createKnexKeyStore(database).find(id);

  test('keeps the last use of every key and secret, including secrets that are gone', async () => {
    await insertKey('rotated', 30);
    await insertSecret('rotated', 'a', 30);
    await insertSecret('rotated', 'b', null);
    await insertKey('used_by_one_that_is_gone', 40);
    await insertSecret('used_by_one_that_is_gone', 'c', 35);
    await insertKey('unused', null);
    await insertSecret('unused', 'd', null);
    await migrate(database);

    expect(await key('rotated')).toMatchObject({
      used: true,
      lastUsedAt: new Date(30),
      version: 3,
      secrets: [
        { masked: 'kpt_b', used: false, lastUsedAt: null },
        { masked: 'kpt_a', used: true, lastUsedAt: new Date(30) },
      ],
    });
    expect(await key('used_by_one_that_is_gone')).toMatchObject({
      lastUsedAt: new Date(40),
      secrets: [{ lastUsedAt: new Date(35) }],
    });
    expect(await key('unused')).toMatchObject({
      used: false,
      lastUsedAt: null,
      secrets: [{ used: false, lastUsedAt: null }],
    });
  });

  test('reports no change if only the uses move to another table', async () => {
    await insertKey('used', 30);
    await insertSecret('used', 'a', 30);
    const told = () => (databaseName === 'sqlite' ? database.knex('changes').pluck('id') : []);
    const before = await told();
    await migrate(database);
    expect(await told()).toEqual(before);
  });
});
