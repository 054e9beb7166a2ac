import { generateKeyPairSync } from 'node:crypto';
import { DATABASES } from '../../support/api';
import { startServiceKeys, TERMS, type ServiceKeysApi } from '../service-keys/service-key-api';
import type { Agent } from './organization';

const NO_POLICY = {
  max_key_lifetime: null,
  require_expiry: false,
  allowed_secret_deliveries: null,
};
const STRICT = { require_expiry: true, allowed_secret_deliveries: ['claim', 'public_key'] };

const refusedAt = (code: string, pointer: string) => ({
  status: 422,
  body: { code, errors: [{ pointer, code }] },
});

describe.each(DATABASES)('the policy of a team on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let owner: Agent;
  let accountId: string;
  let serviceKeyId: string;
  const publicJwk = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
    ({ owner } = api);
    accountId = (await owner.post('/v1/service-accounts', { name: 'deploy' })).body.id;
    serviceKeyId = (await api.paidKey()).id;
  });
  afterEach(() => owner.patch('/v1/team', NO_POLICY).expect(200));
  afterAll(() => api.close());

  const demand = (policy: object) => owner.patch('/v1/team', policy).expect(200);

  /** How to create a key of each family. */
  const FAMILIES = ['application-keys', 'service-account-keys', 'service-key-tokens'] as const;

  function create(family: (typeof FAMILIES)[number], body: object, by = owner) {
    const facts = {
      'application-keys': { description: 'A key' },
      'service-account-keys': { service_account_id: accountId, name: 'A key' },
      'service-key-tokens': { service_key_id: serviceKeyId, kind: 'shared', name: 'A-key' },
    }[family];
    return by.post(`/v1/${family}`, { ...facts, ...body });
  }

  test('is changed by the owner, and every member and service account of the team reads it', async () => {
    const changed = await demand({ ...STRICT, max_key_lifetime: '90d' });
    const policy = { max_key_lifetime: '90d', ...STRICT };
    expect(changed.body).toMatchObject(policy);
    expect((await owner.get('/v1/team')).body).toMatchObject(policy);
    await api.admin.patch('/v1/team', { require_expiry: false }).expect(403);
    for (const agent of [owner, api.admin, api.user]) {
      expect((await agent.get('/v1/whoami').expect(200)).body.team.policy).toEqual(policy);
    }
    await demand(NO_POLICY);
    const account = await api.account(owner, ['reports.read']);
    await demand(policy);
    expect((await account.get('/v1/whoami').expect(200)).body.team.policy).toEqual(policy);
    expect((await api.stranger.get('/v1/whoami')).body.team.policy).toEqual(NO_POLICY);
  });

  test('changes only what differs, and is in the trail', async () => {
    const first = await demand({ allowed_secret_deliveries: ['encrypted', 'claim'] });
    expect(first.body.allowed_secret_deliveries).toEqual(['claim', 'encrypted']);
    const again = await demand({ allowed_secret_deliveries: ['claim', 'encrypted'] });
    expect(again.headers.etag).toBe(first.headers.etag);
    await demand({ require_expiry: true });
    const trail = await owner.get('/v1/audit-events').expect(200);
    expect(trail.body.items[0]).toMatchObject({
      action: 'team.updated',
      before: { require_expiry: false, allowed_secret_deliveries: ['claim', 'encrypted'] },
      after: { require_expiry: true, allowed_secret_deliveries: ['claim', 'encrypted'] },
    });
    const lifted = await demand({ allowed_secret_deliveries: null });
    expect(lifted.body).toMatchObject({ require_expiry: true, allowed_secret_deliveries: null });
  });

  test.each(FAMILIES)('requires an expiry of each of the %s', async (family) => {
    await demand({ require_expiry: true });
    const refusal = refusedAt('expiry_required_by_team', '/expires_at');
    expect(await create(family, { expires_at: 'never' })).toMatchObject(refusal);
    await create(family, { expires_in: '36500d' }).expect(201);
    await create(family, { expires_at: '2999-01-01T00:00:00Z' }).expect(201);
    if (family !== 'service-account-keys') {
      expect(await create(family, {})).toMatchObject(refusal);
    }
  });

  test.each(FAMILIES)('limits the delivery of secrets of %s', async (family) => {
    const plain = await create(family, { expires_at: 'never' }).expect(201);
    await demand({ allowed_secret_deliveries: ['claim', 'public_key'] });
    const refusal = refusedAt('secret_delivery_not_allowed', '/secret_delivery');
    const never = { expires_at: 'never' };
    expect(await create(family, never)).toMatchObject(refusal);
    expect(await create(family, { ...never, secret_delivery: 'plain' })).toMatchObject(refusal);
    const claim = { secret_delivery: 'claim' };
    const claimed = await create(family, { ...never, ...claim }).expect(201);
    expect(claimed.body).toMatchObject({ secret_delivery: 'claim', secret: null });
    await create(family, { ...never, public_jwk: publicJwk }).expect(201);

    // A plain secret remains valid, and the next secret is delivered in one of the team's ways.
    const rotation = `/v1/${family}/${plain.body.id}/rotate`;
    expect(await owner.post(rotation, {})).toMatchObject(refusal);
    const rotated = await owner.post(rotation, claim).expect(200);
    expect(rotated.body).toMatchObject({ secret_delivery: 'claim', secret: null });
  });

  test('applies to the first token of a service key, too', async () => {
    await demand(STRICT);
    const make = (token: object) =>
      owner.post('/v1/service-keys', { name: 'with-token', ...TERMS, shared_token: token });
    expect(await make({})).toMatchObject(
      refusedAt('expiry_required_by_team', '/shared_token/expires_at'),
    );
    expect(await make({ expires_in: '1d' })).toMatchObject(
      refusedAt('secret_delivery_not_allowed', '/shared_token/secret_delivery'),
    );
    await make({ expires_in: '1d', secret_delivery: 'claim' }).expect(201);
    // A service key has no secret of its own.
    await owner.post('/v1/service-keys', { name: 'without-token', ...TERMS }).expect(201);
  });

  test('applies to keys that are created from now on: keys that never expire stay valid, and may be rotated', async () => {
    const never = { expires_at: 'never' };
    const made = await create('service-account-keys', never).expect(201);
    await demand({ require_expiry: true, max_key_lifetime: '30d' });
    const path = `/v1/service-account-keys/${made.body.id}`;
    const { client_id: clientId, secret } = made.body;
    await api.as(accountId, { clientId, secret }).get('/v1/whoami').expect(200);
    const renamed = await owner.patch(path, { name: 'Renamed', ...never }).expect(200);
    expect(renamed.body.expires_at).toBe('never');
    const rotated = await owner.post(`${path}/rotate`, {}).expect(200);
    expect(rotated.body).toMatchObject({ expires_at: 'never', secret: expect.any(String) });
  });

  test('limits an expiry that moves earlier like a new one', async () => {
    const made = await create('service-account-keys', { expires_at: 'never' }).expect(201);
    await demand({ max_key_lifetime: '30d' });
    const path = `/v1/service-account-keys/${made.body.id}`;
    const inDays = (days: number) =>
      new Date(api.clock.now().getTime() + days * 86_400_000).toISOString();
    expect(await owner.patch(path, { expires_at: inDays(31) })).toMatchObject(
      refusedAt('lifetime_exceeds_team_limit', '/expires_at'),
    );
    await owner.patch(path, { expires_at: inDays(30) }).expect(200);
    await owner.patch(path, { expires_at: inDays(1) }).expect(200);
  });

  test('locks nobody out: a person who joins gets a key immediately, and may create others by the rules', async () => {
    await demand({ ...STRICT, max_key_lifetime: null });
    const member = await api.join(owner, 'user');
    const { key_id: keyId } = (await member.get('/v1/whoami').expect(200)).body;
    const first = (await member.get(`/v1/application-keys/${keyId}`).expect(200)).body;
    expect(first).toMatchObject({ expires_at: 'never', secret_delivery: 'plain' });
    const byTheRules = { expires_in: '1d', secret_delivery: 'claim' };
    const made = await create('application-keys', byTheRules, member).expect(201);
    const claimed = await member.post(`/v1/keys/${made.body.id}/claim`, {}).expect(200);
    const own = { clientId: made.body.client_id, secret: claimed.body.secret };
    await api.as(member.id, own).get('/v1/whoami').expect(200);

    await demand({ max_key_lifetime: '2d' });
    const another = await api.join(owner, 'user');
    const second = (await another.get('/v1/application-keys')).body.items[0];
    const limit = new Date(api.clock.now().getTime() + 2 * 86_400_000);
    expect(second.expires_at).toBe(limit.toISOString());
  });

  test('does not affect the free service key itself, but does affect its tokens', async () => {
    await demand(STRICT);
    const free = await api.freeKey();
    expect(free.plan).toBe('free');
    const token = { service_key_id: free.id, kind: 'shared', name: 'A-token', ...TERMS };
    expect(await owner.post('/v1/service-key-tokens', token)).toMatchObject(
      refusedAt('expiry_required_by_team', '/expires_at'),
    );
    await owner
      .post('/v1/service-key-tokens', { ...token, expires_in: '1d', secret_delivery: 'claim' })
      .expect(201);
  });

  test.each([
    ['no way at all', { allowed_secret_deliveries: [] }, '/allowed_secret_deliveries'],
    [
      'an unknown way',
      { allowed_secret_deliveries: ['claim', 'fax'] },
      '/allowed_secret_deliveries/1',
    ],
    [
      'a way twice',
      { allowed_secret_deliveries: ['claim', 'claim'] },
      '/allowed_secret_deliveries/1',
    ],
    [
      'a way without its list',
      { allowed_secret_deliveries: 'claim' },
      '/allowed_secret_deliveries',
    ],
    ['a word for yes', { require_expiry: 'yes' }, '/require_expiry'],
    ['nothing for no', { require_expiry: null }, '/require_expiry'],
  ])('refuses %s by name', async (_case, body, pointer) => {
    const answer = await owner.patch('/v1/team', body).expect(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
  });
});
