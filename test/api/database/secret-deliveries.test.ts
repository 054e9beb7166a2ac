import { randomBytes } from 'node:crypto';
import type { Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { createKnexKeyStore } from '../../../api/keys/knex-key-store';
import { createKnexClaimStore } from '../../../api/secret-claims/claim-store';
import { createSealer } from '../../../api/sealing/sealer';
import { DATABASES } from '../../support/api';
import { openEarlierInstallation } from './earlier-installation';

const LAST_WITHOUT_DELIVERIES = '0006-verifiers';

const JWK = { kty: 'OKP', crv: 'Ed25519', x: 'VCpo2LMLhn6iWku8MKvSLg2ZAoC-nlOyPVQaO3FxVeQ' };
const sealer = createSealer({ current: randomBytes(32), previous: null });

describe.each(DATABASES)('an upgrade of an installation with keys on %s', (databaseName) => {
  let database: Database;
  let close: () => Promise<void>;

  beforeEach(async () => {
    ({ database, close } = await openEarlierInstallation(databaseName, LAST_WITHOUT_DELIVERIES));
    const facts = { created_at: 1, version: 1 };
    await database.knex('teams').insert({ id: 'team_1', name: 'Team', ...facts });
    await database.knex('members').insert({
      id: 'mem_1',
      team_id: 'team_1',
      email: 'a@example.com',
      name: 'A',
      team_role: 'owner',
      status: 'active',
      ...facts,
    });
  });
  afterEach(() => close());

  const insertKey = (id: string, facts: object = {}) =>
    database.knex('keys').insert({
      id,
      family: 'token',
      team_id: 'team_1',
      owner_kind: 'member',
      owner_id: 'mem_1',
      client_id: `kpi_${id}`,
      created_at: 10,
      created_by: 'mem_1',
      version: 3,
      ...facts,
    });
  const insertSecret = async (key_id: string, hash: string, facts: object = {}) => {
    const row = { key_id, hash, masked: `kpt_${hash}`, created_at: 20, ...facts };
    const [inserted] = await database.knex('key_secrets').insert(row).returning('version');
    return inserted.version as number;
  };
  const key = (id: string) => createKnexKeyStore(database).find(id);

  test('keeps every key with its secrets, its public key and its last use', async () => {
    await insertKey('tok_1', { last_used_at: 30 });
    const old = await insertSecret('tok_1', 'a', { retires_at: 25, last_used_at: 24 });
    const current = await insertSecret('tok_1', 'b', { last_used_at: 30 });
    const public_jwk = JSON.stringify(JWK);
    await insertKey('sak_1', { public_jwk, last_used_at: 40, created_by: 'sa_9' });
    await migrate(database);

    expect(await key('tok_1')).toMatchObject({
      version: 3,
      lastUsedAt: new Date(30),
      secrets: [
        { version: current, masked: 'kpt_b', delivery: 'plain', createdBy: 'mem_1', madeIn: null },
        { version: old, masked: 'kpt_a', retiresAt: new Date(25), lastUsedAt: new Date(24) },
      ],
    });
    const publicKey = await key('sak_1');
    expect(publicKey?.secrets).toEqual([
      {
        delivery: 'public_key',
        masked: null,
        publicJwk: JWK,
        createdAt: new Date(10),
        createdBy: 'sa_9',
        lastUsedAt: new Date(40),
        madeIn: null,
        retiresAt: null,
        ended: false,
        used: true,
        version: expect.any(Number),
      },
    ]);
    expect(publicKey?.secrets[0]?.version).toBeGreaterThan(current);
    expect(await database.knex.schema.hasColumn('keys', 'public_jwk')).toBe(false);
  });

  test('never gives out a version again, not even that of a secret that is gone', async () => {
    await insertKey('tok_1');
    for (const hash of ['a', 'b', 'c']) await insertSecret('tok_1', hash);
    const last = await insertSecret('tok_1', 'd');
    await database.knex('key_secrets').where('version', '>', 1).delete();
    await migrate(database);
    const next = await insertSecret('tok_1', 'e');
    expect(next).toBeGreaterThan(last);
    await database.knex('key_secrets').where({ version: next }).delete();
    expect(await insertSecret('tok_1', 'f')).toBeGreaterThan(next);
  });

  test('keeps the secrets that wait for a member, which still open, but only in their own place', async () => {
    await insertKey('tok_1');
    await insertSecret('tok_1', 'a', { retires_at: 25 });
    const version = await insertSecret('tok_1', 'b');
    const sealed_secret = sealer.seal('kpt_kept', 'token_claims/tok_1');
    await database
      .knex('token_claims')
      .insert({ token_id: 'tok_1', sealed_secret, expires_at: 99 });
    await migrate(database);

    const claims = createKnexClaimStore(database);
    const claim = await claims.find('tok_1', version);
    expect(claim).toMatchObject({ claimantId: 'mem_1', expiresAt: new Date(99), claimedAt: null });
    const { text, associatedData } = claim?.sealed ?? { text: '', associatedData: '' };
    expect(sealer.open(text, associatedData)).toBe('kpt_kept');
    expect((await key('tok_1'))?.secrets.map(({ delivery }) => delivery)).toEqual([
      'claim',
      'plain',
    ]);
    const [row] = await claims.sealedRowsForUpdate();
    await claims.replaceSealed(row?.id ?? '', sealer.seal('kpt_kept', row?.associatedData ?? ''));
    const moved = (await claims.find('tok_1', version))?.sealed;
    expect(sealer.open(moved?.text ?? '', moved?.associatedData ?? '')).toBe('kpt_kept');
    expect(await database.knex.schema.hasTable('token_claims')).toBe(false);
  });

  test('keeps what a run has created as recorded, with the team it belongs to', async () => {
    await database.knex('unconfirmed_creations').insert({
      resource_id: 'tok_1',
      resource_kind: 'token',
      creator_id: 'mem_1',
      stack: 's',
      run: 'r',
      body_hash: 'h',
      created_at: 5,
    });
    await migrate(database);
    expect(await database.knex('creations')).toMatchObject([
      { resource_id: 'tok_1', team_id: 'team_1', stack: 's', run: 'r', recorded_at: 5 },
    ]);
  });

  test('still ends a key’s secrets and claims together with the key', async () => {
    await insertKey('tok_1');
    const version = await insertSecret('tok_1', 'a');
    await migrate(database);
    const claims = createKnexClaimStore(database);
    const facts = { keyId: 'tok_1', claimantId: null, sealedSecret: 'v1', expiresAt: new Date(99) };
    await claims.insert({ secretVersion: version, ...facts });
    await database.knex('keys').delete();
    expect(await database.knex('key_secrets')).toEqual([]);
    expect(await database.knex('secret_claims')).toEqual([]);
  });
});
