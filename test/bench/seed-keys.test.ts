import { openDatabase, type Database } from '../../api/database/database';
import { migrate } from '../../api/database/migrate';
import { Secret } from '../../api/domain/secret';
import { judge } from '../../api/credentials/credential';
import { createKnexKeyStore } from '../../api/keys/knex-key-store';
import { createKnexCredentialLookup } from '../../api/credentials/knex-credential-lookup';
import { createTestDatabase, type TestDatabase } from '../support/postgres';
import { credentialsOf, seedKeys } from './seed-keys';

let database: Database | undefined;
let postgres: TestDatabase | undefined;

afterEach(async () => {
  await database?.close();
  await postgres?.drop();
  postgres = undefined;
});

test.each(['SQLite', 'PostgreSQL'])(
  'the server accepts the keys that are seeded on %s',
  async (kind) => {
    if (kind === 'PostgreSQL') postgres = await createTestDatabase();
    const seeded = openDatabase(postgres?.url ?? 'sqlite::memory:');
    database = seeded;
    await migrate(seeded);
    await seeded.run(() => seedKeys(seeded, 25));

    const lookup = createKnexCredentialLookup(seeded);
    const find = (index: number) => {
      const { secret } = credentialsOf(index);
      return lookup.bySecretHash(Secret.parse(secret)?.hash ?? '');
    };
    const verifier = await find(0);
    expect(verifier?.principal.grant.permissions).toContain('keys.verify');
    expect(verifier?.key.clientId).toBe(credentialsOf(0).clientId);

    const last = await find(24);
    if (last === undefined) throw new Error('The last key was not found.');
    expect(judge(last, new Date()).good).toBe(true);
    expect([...last.principal.grant.permissions]).toEqual(['events.read', 'reports.read']);
    expect(last.roles).toHaveLength(1);
    expect(last.owner.name).toBe('account 2');
    expect(last.key.expiresAt?.getTime()).toBeGreaterThan(Date.now());
    expect(last.key.used).toBe(true);
    expect(last.secret?.used).toBe(true);
    expect((await createKnexKeyStore(seeded).find(last.key.id))?.lastUsedAt).not.toBeNull();
    expect(await find(25)).toBeUndefined();
  },
);
