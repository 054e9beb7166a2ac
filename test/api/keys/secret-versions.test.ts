import { DATABASES } from '../../support/api';
import { testOnPostgres } from '../../support/on-postgres';
import { forgetNewestSecret } from '../../support/restored-secret';
import { FAMILIES, startKeyFamilies, type KeyFamiliesApi } from './key-families';

describe.each(DATABASES)('versions of secrets, on %s,', (on) => {
  let api: KeyFamiliesApi;
  beforeAll(async () => {
    api = await startKeyFamilies(on);
  });
  afterAll(() => api.close());

  test('follow the time, only grow, and are safe integers', async () => {
    const before = Date.now();
    const versions: number[] = [];
    for (const family of FAMILIES) versions.push((await api.created(family)).secret_version);
    expect(versions).toEqual([...versions].sort((one, other) => one - other));
    expect(new Set(versions).size).toBe(versions.length);
    for (const version of versions) {
      expect(Number.isSafeInteger(version)).toBe(true);
      // The clock of the database may differ by some milliseconds.
      expect(Math.abs(version - before)).toBeLessThan(60_000);
    }
  });

  test('differ for keys that are created at the same time', async () => {
    const created = await Promise.all(
      Array.from({ length: 20 }, () => api.created('application_key')),
    );
    expect(new Set(created.map((key) => key.secret_version)).size).toBe(created.length);
  });

  test.each(FAMILIES)('are not repeated after a restore from a backup (%s)', async (family) => {
    const key = await api.created(family);
    const rotated = await api.rotated(family, key.id);
    await forgetNewestSecret(api.database, key.id);
    expect(await api.read(family, key.id)).toMatchObject({ secret_version: key.secret_version });

    const again = await api.rotated(family, key.id);
    expect(again.secret_version).toBeGreaterThan(rotated.secret_version);
    const other = await api.created(family);
    expect(other.secret_version).toBeGreaterThan(again.secret_version);
    expect(await api.works(key, again.secret)).toBe(true);
  });

  test('grow past those that were given out when they were small', async () => {
    const { knex } = api.database;
    const key = await api.created('service_account_key');
    await knex('key_secrets').where({ key_id: key.id }).update({ version: 7 });
    expect(await api.read('service_account_key', key.id)).toMatchObject({ secret_version: 7 });
    const rotated = await api.rotated('service_account_key', key.id, { overlap: '1h' });
    expect(rotated.secret_version).toBeGreaterThan(key.secret_version);
    expect(rotated).toMatchObject({ retiring_secret: { secret_version: 7 } });
  });
});

testOnPostgres('PostgreSQL goes on counting when its clock is set back', async () => {
  const api = await startKeyFamilies('postgres');
  try {
    const ahead = Date.now() + 3_600_000;
    await api.database.knex.raw("SELECT setval('key_secrets_version_seq', ?)", [ahead]);
    const versions: number[] = [];
    for (let made = 0; made < 3; made += 1) {
      versions.push((await api.created('application_key')).secret_version);
    }
    expect(versions).toEqual([ahead + 1, ahead + 2, ahead + 3]);
  } finally {
    await api.close();
  }
});
