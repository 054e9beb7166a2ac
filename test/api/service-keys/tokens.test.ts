import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { DAY, HOUR } from '../../support/manual-clock';
import type { Agent } from '../teams/organization';
import { startServiceKeys, TERMS, type ServiceKeysApi } from './service-key-api';

describe.each(DATABASES)('tokens of service keys on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let owner: Agent;
  let admin: Agent;
  let user: Agent;
  let colleague: Agent;
  let verifier: Agent;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
    ({ owner, admin, user, colleague } = api);
    verifier = await api.account(owner, ['keys.verify']);
  });
  afterAll(() => api.close());

  const path = (token: { id: string }) => `/v1/service-key-tokens/${token.id}`;
  const read = async (token: { id: string }) => (await owner.get(path(token)).expect(200)).body;
  const codeOf = async (secret: string) =>
    (await verifier.post('/v1/keys/verify', { secret }).expect(200)).body.code;
  const create = (by: Agent, service_key_id: string, kind: string, body: object = {}) =>
    by.post('/v1/service-key-tokens', { service_key_id, kind, ...body });

  test('are created by an assigned member for themselves, and shown once (S3)', async () => {
    const key = await api.paidKey({ member_ids: [user.id] });
    const token = await api.token(user, key.id, 'personal', { name: 'laptop' });
    expect(token).toMatchObject({
      id: expect.stringMatching(/^tok_/),
      service_key_id: key.id,
      kind: 'personal',
      member_id: user.id,
      name: 'laptop',
      state: 'active',
      expires_at: 'never',
      last_used_at: null,
      secret_delivery: 'plain',
      secret_claim: null,
      secret_jwe: null,
    });
    expect(token.secret).toMatch(/^kpt_/);
    expect(await codeOf(token.secret)).toBe('valid');
    expect(await read(token)).not.toHaveProperty('secret');
  });

  test('cannot be created by a member who is not assigned, not even by the owner (S3)', async () => {
    const key = await api.paidKey({ member_ids: [user.id] });
    await create(colleague, key.id, 'personal').expect(422);
    const refused = await create(owner, key.id, 'personal').expect(403);
    expect(refused.body).toMatchObject({ code: 'not_assigned', errors: [{ pointer: '/kind' }] });
    const account = await api.account(owner, ['service_keys.read', 'service_key_tokens.create']);
    await create(account, key.id, 'personal').expect(403);
  });

  test('are created by owner and admin for an application if they are shared (S3)', async () => {
    const key = await api.paidKey({ member_ids: [user.id] });
    for (const by of [owner, admin]) {
      expect(await api.token(by, key.id, 'shared')).toMatchObject({ member_id: null });
    }
    await create(user, key.id, 'shared').expect(403);
    await create(colleague, key.id, 'shared').expect(422);
    const account = await api.account(owner, ['service_key_tokens.create', 'service_keys.create']);
    await create(account, key.id, 'shared').expect(403);
    const body = { name: 'by-account', ...TERMS, shared_token: {} };
    await account.post('/v1/service-keys', body).expect(403);
    expect((await owner.get('/v1/service-keys?name=by-account')).body.items).toEqual([]);
  });

  test('need the agreement only for the first token of the free key (S2)', async () => {
    const key = await api.freeKey();
    const refused = await create(owner, key.id, 'personal').expect(422);
    expect(refused.body.code).toBe('terms_not_accepted');
    await create(owner, key.id, 'personal', TERMS).expect(201);
    expect((await api.freeKey()).terms).toMatchObject({ accepted_by: owner.id });
    await create(owner, key.id, 'shared').expect(201);
  });

  test('can be downloaded as a simple text file (S3)', async () => {
    const key = await api.paidKey();
    const download = await owner
      .post(
        '/v1/service-key-tokens',
        { service_key_id: key.id, kind: 'shared' },
        { accept: 'text/plain' },
      )
      .expect(201);
    expect(download.headers['content-type']).toMatch(/^text\/plain/);
    expect(download.headers['content-disposition']).toMatch(/^attachment; filename=tok_\w+\.txt$/);
    expect(download.headers['cache-control']).toBe('no-store');
    expect(download.text).toMatch(/^kpt_[0-9A-Za-z]{49}\n$/);
    expect(await codeOf(download.text.trim())).toBe('valid');
    const first = await owner
      .post(
        '/v1/service-keys',
        { name: 'download', ...TERMS, shared_token: {} },
        { accept: 'text/plain' },
      )
      .expect(201);
    expect(first.text).toMatch(/^kpt_[0-9A-Za-z]{49}\n$/);
  });

  test('are listed with the masked value, the creation time and the last use, which is null before the first use (S2)', async () => {
    const key = await api.paidKey();
    const token = await api.token(owner, key.id, 'shared', { name: 'app' });
    const listed = async () =>
      (await owner.get(`/v1/service-key-tokens?service_key_id=${key.id}`).expect(200)).body.items;
    expect(await listed()).toEqual([
      expect.objectContaining({
        id: token.id,
        name: 'app',
        masked_secret: expect.stringMatching(/^kpt_.{4}….{4}$/),
        created_at: api.clock.now().toISOString(),
        last_used_at: null,
      }),
    ]);
    expect(await codeOf(token.secret)).toBe('valid');
    const used = api.clock.now().toISOString();
    await eventually(async () => expect((await listed())[0].last_used_at).toBe(used));
  });

  test('are found by unused_since if they have not been used for a long time (S2)', async () => {
    const key = await api.paidKey();
    const [idle, busy] = [
      await api.token(owner, key.id, 'shared'),
      await api.token(owner, key.id, 'shared'),
    ];
    api.clock.advance(DAY);
    await codeOf(busy.secret);
    await eventually(async () => expect((await read(busy)).last_used_at).not.toBeNull());
    const since = new Date(api.clock.now().getTime() - HOUR).toISOString();
    const { body } = await owner
      .get(`/v1/service-key-tokens?service_key_id=${key.id}&unused_since=${since}`)
      .expect(200);
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual([idle.id]);
  });

  test('are limited to their own personal ones for a user (S3)', async () => {
    const key = await api.paidKey({ member_ids: [user.id, colleague.id] });
    const own = await api.token(user, key.id, 'personal');
    const others = [
      await api.token(colleague, key.id, 'personal'),
      await api.token(owner, key.id, 'shared'),
    ];
    const listed = await user.get(`/v1/service-key-tokens?service_key_id=${key.id}`).expect(200);
    expect(listed.body.items.map(({ id }: { id: string }) => id)).toEqual([own.id]);
    for (const other of others) {
      await user.get(path(other)).expect(404);
      await user.patch(path(other), { enabled: false }).expect(404);
      await user.post(`${path(other)}/rotate`, {}).expect(404);
      await user.delete(path(other)).expect(404);
    }
    await user.patch(path(own), { enabled: false }).expect(200);
    expect(await codeOf(own.secret)).toBe('disabled');
    await user.delete(path(own)).expect(204);
    expect((await read(own)).revocation).toMatchObject({ revoked_by: user.id });
  });

  test('are hidden from a service account that does not manage tokens (S3)', async () => {
    const key = await api.paidKey({ member_ids: [user.id] });
    const tokens = [
      await api.token(user, key.id, 'personal'),
      await api.token(owner, key.id, 'shared'),
    ];
    const operations = ['read', 'update', 'rotate', 'claim', 'revoke'];
    const permissions = operations.map((operation) => `service_key_tokens.${operation}`);
    const blind = await api.account(owner, permissions);
    const list = `/v1/service-key-tokens?service_key_id=${key.id}`;
    expect((await blind.get(list).expect(200)).body.items).toEqual([]);
    for (const token of tokens) {
      await blind.get(path(token)).expect(404);
      await blind.patch(path(token), { enabled: false }).expect(404);
      await blind.post(`${path(token)}/rotate`, {}).expect(404);
      await blind.post(`/v1/keys/${token.id}/claim`, {}).expect(404);
      await blind.delete(path(token)).expect(404);
      expect(await codeOf(token.secret)).toBe('valid');
    }
    const manager = await api.account(owner, [...permissions, 'service_key_tokens.manage']);
    expect((await manager.get(list).expect(200)).body.items).toHaveLength(2);
    const [personal, shared] = tokens;
    const ofMember = await manager.post(`${path(personal)}/rotate`, {}).expect(200);
    expect(ofMember.body).toMatchObject({ secret: null, secret_claim: { claimant_id: user.id } });
    await manager.post(`/v1/keys/${personal.id}/claim`, {}).expect(403);
    const ofAll = await manager.post(`${path(shared)}/rotate`, {}).expect(200);
    expect(await codeOf(ofAll.body.secret)).toBe('valid');
  });

  test('can be rotated with an overlap by the member, the owner or an admin (S3)', async () => {
    const key = await api.paidKey({ member_ids: [user.id] });
    const token = await api.token(user, key.id, 'personal');
    const rotated = await user.post(`${path(token)}/rotate`, { overlap: '1h' }).expect(200);
    expect(rotated.body).toMatchObject({ id: token.id, client_id: token.client_id });
    expect([await codeOf(token.secret), await codeOf(rotated.body.secret)]).toEqual([
      'valid',
      'valid',
    ]);
    await user.post(`${path(token)}/rotate`, {}).expect(409);
    api.clock.advance(HOUR);
    expect(await codeOf(token.secret)).toBe('secret_retired');
    const shared = await api.token(owner, key.id, 'shared');
    const again = await admin.post(`${path(shared)}/rotate`, {}).expect(200);
    expect(await codeOf(again.body.secret)).toBe('valid');
    expect(await codeOf(shared.secret)).toBe('secret_retired');
  });

  test('show the new secret of a personal one only to its member, within a day (S3)', async () => {
    const key = await api.paidKey({ member_ids: [user.id] });
    const token = await api.token(user, key.id, 'personal');
    const claim = `/v1/keys/${token.id}/claim`;
    for (const by of [owner, admin]) {
      const rotated = await by.post(`${path(token)}/rotate`, {}).expect(200);
      expect(rotated.body.secret).toBeNull();
      expect(rotated.body.secret_claim).toEqual({
        state: 'waiting',
        claimable_until: new Date(api.clock.now().getTime() + DAY).toISOString(),
        claimant_id: user.id,
      });
    }
    expect(await codeOf(token.secret)).toBe('secret_retired');
    await owner.post(claim, {}).expect(403);
    await colleague.post(claim, {}).expect(404);
    const claims = await Promise.all([1, 2].map(() => user.post(claim, {}).expect(200)));
    const [first, again] = claims.map(({ body }) => body.secret);
    expect(again).toBe(first);
    expect(await codeOf(first)).toBe('valid');

    await owner.post(`${path(token)}/rotate`, {}).expect(200);
    api.clock.advance(DAY);
    const late = await user.post(claim, {}).expect(200);
    expect(late.body).toMatchObject({ secret: null, unavailable: 'window_over' });
    const trail = await owner.get(`/v1/audit-events?target_id=${token.id}`).expect(200);
    expect(JSON.stringify(trail.body)).not.toContain(first);
  });

  test('must follow the rule for new names when they are renamed', async () => {
    const key = await api.paidKey();
    const token = await api.token(owner, key.id, 'shared', { name: 'nightly' });
    const refused = await owner.patch(path(token), { name: 'two words' }).expect(422);
    expect(refused.body.errors).toMatchObject([{ pointer: '/name', code: 'invalid_format' }]);
    await owner.patch(path(token), { name: 'weekly' }).expect(200);
    expect(await read(token)).toMatchObject({ name: 'weekly' });
  });

  test('are revoked if their member is unassigned, and no others (S3)', async () => {
    const key = await api.paidKey({ member_ids: [user.id, colleague.id] });
    const own = await api.token(user, key.id, 'personal');
    const other = await api.token(colleague, key.id, 'personal');
    const shared = await api.token(owner, key.id, 'shared');
    await owner.patch(`/v1/service-keys/${key.id}`, { member_ids: [colleague.id] }).expect(200);
    expect(await codeOf(own.secret)).toBe('revoked');
    expect((await read(own)).revocation).toMatchObject({ reason: 'unassigned' });
    expect([await codeOf(other.secret), await codeOf(shared.secret)]).toEqual(['valid', 'valid']);
  });

  test('are never left over if their member is unassigned meanwhile (S3)', async () => {
    for (let round = 0; round < 5; round += 1) {
      const key = await api.paidKey({ member_ids: [user.id] });
      const made = await Promise.all([
        ...[1, 2, 3].map(() => create(user, key.id, 'personal')),
        owner.patch(`/v1/service-keys/${key.id}`, { member_ids: [] }),
        create(user, key.id, 'personal'),
      ]);
      expect(made.every(({ status }) => status < 500)).toBe(true);
      const live = await owner.get(`/v1/service-key-tokens?service_key_id=${key.id}&state=active`);
      expect(live.body.items).toEqual([]);
    }
  });

  test('end when their member leaves the team, but the shared ones they created stay (S1)', async () => {
    const leaver = await api.join(owner, 'admin');
    const key = await api.paidKey({ member_ids: [leaver.id, user.id] });
    const own = await api.token(leaver, key.id, 'personal');
    const shared = await api.token(leaver, key.id, 'shared');
    await owner.delete(`/v1/members/${leaver.id}`).expect(204);
    expect(await codeOf(own.secret)).toBe('revoked');
    expect(await codeOf(shared.secret)).toBe('valid');
    const { body } = await owner.get(`/v1/service-keys/${key.id}`).expect(200);
    expect(body.member_ids).toEqual([user.id]);
  });

  test('are never left over if their member leaves while one is created (S1)', async () => {
    for (let round = 0; round < 3; round += 1) {
      const leaver = await api.join(owner, 'user');
      const key = await api.paidKey({ member_ids: [leaver.id] });
      const answers = await Promise.all([
        ...[1, 2, 3].map(() => create(leaver, key.id, 'personal')),
        owner.delete(`/v1/members/${leaver.id}`),
      ]);
      expect(answers.every(({ status }) => status < 500)).toBe(true);
      const live = await owner.get(`/v1/service-key-tokens?service_key_id=${key.id}&state=active`);
      expect(live.body.items).toEqual([]);
    }
  });

  test('are fifty after fifty creates at the same time', async () => {
    const key = await api.paidKey({ member_ids: [user.id] });
    const made = await Promise.all(
      Array.from({ length: 50 }, () => create(user, key.id, 'personal')),
    );
    expect(new Set(made.map(({ body }) => body.secret)).size).toBe(50);
    expect(made.every(({ status }) => status === 201)).toBe(true);
  });

  test('are neither enabled nor disabled after they expired, and an expiry only moves earlier (S5)', async () => {
    const key = await api.paidKey();
    const token = await api.token(owner, key.id, 'shared', { expires_in: '1d' });
    const later = new Date(api.clock.now().getTime() + 2 * DAY).toISOString();
    await owner.patch(path(token), { expires_at: later }).expect(409);
    api.clock.advance(DAY);
    expect(await codeOf(token.secret)).toBe('expired');
    const refused = await owner.patch(path(token), { enabled: false }).expect(409);
    expect(refused.body.code).toBe('key_expired');
  });

  test('call services and do nothing in Keyplane, even if an owner created them', async () => {
    const key = await api.paidKey({ member_ids: [owner.id] });
    for (const kind of ['personal', 'shared'] as const) {
      const token = await api.token(owner, key.id, kind);
      const as = api.as('token', { clientId: token.client_id, secret: token.secret });
      for (const call of [
        as.get('/v1/whoami'),
        as.get('/v1/service-keys'),
        as.post('/v1/application-keys', {}),
        as.delete(`/v1/members/${owner.id}`),
      ]) {
        expect((await call).status).toBe(403);
      }
    }
  });

  test('are revoked by cascade if the key that created them is reported as leaked', async () => {
    const key = await api.paidKey();
    const issued = await owner.post('/v1/application-keys', { description: 'leaky' }).expect(201);
    const leaky = api.as(owner.id, {
      clientId: issued.body.client_id,
      secret: issued.body.secret,
    });
    const token = await api.token(leaky, key.id, 'shared');
    const report = { secrets: [issued.body.secret], cascade: true };
    const { body } = await api.anonymous.post('/v1/keys/revoke-leaked', report).expect(200);
    expect(body.results[0].revoked_with_it).toEqual([token.id]);
    expect(await codeOf(token.secret)).toBe('revoked');
  });
});
