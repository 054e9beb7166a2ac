import { DATABASES } from '../../support/api';
import { runHeaders } from '../../support/runs';
import { idsByPages, type Agent } from '../teams/organization';
import { startServiceKeys, TERMS, type ServiceKeysApi } from './service-key-api';

describe.each(DATABASES)('service keys on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let owner: Agent;
  let admin: Agent;
  let user: Agent;
  let stranger: Agent;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
    ({ owner, admin, user, stranger } = api);
  });
  afterAll(() => api.close());

  const paid = { name: 'paid-key', ...TERMS };
  const path = (key: { id: string }) => `/v1/service-keys/${key.id}`;
  const stateOf = async (token: { id: string }) =>
    (await owner.get(`/v1/service-key-tokens/${token.id}`).expect(200)).body.state;

  test('include one free key from the creation of the team, with every free service (S3)', async () => {
    const { body } = await stranger.get('/v1/service-keys').expect(200);
    expect(body.items).toEqual([
      {
        id: expect.stringMatching(/^svk_/),
        plan: 'free',
        name: 'free',
        description: null,
        terms: null,
        member_ids: [stranger.id],
        services: [
          { service_id: 'detect', billing_policy: 'free', model_ids: [], wallet_id: null },
        ],
        state: 'active',
        created_at: expect.any(String),
        created_by: expect.any(String),
        revocation: null,
      },
    ]);
  });

  test('include one free key and any number of paid ones (S3)', async () => {
    const refused = await owner.post('/v1/service-keys', { ...paid, plan: 'free' }).expect(409);
    expect(refused.body).toMatchObject({ code: 'free_key_exists', errors: [{ pointer: '/plan' }] });
    const made = await Promise.all(
      Array.from({ length: 50 }, () => owner.post('/v1/service-keys', paid)),
    );
    expect(new Set(made.map(({ body }) => body.id)).size).toBe(50);
    expect(made.every(({ status }) => status === 201)).toBe(true);
    const all = await idsByPages(owner, '/v1/service-keys', 1000);
    expect(await idsByPages(owner, '/v1/service-keys', 7)).toEqual(all);
  });

  test('include a free key that can be renamed and assigned, but neither revoked nor given other services (S3)', async () => {
    const free = await api.freeKey();
    const services = [{ service_id: 'detect', billing_policy: 'free' }];
    for (const call of [owner.delete(path(free)), owner.patch(path(free), { services })]) {
      const { status, body } = await call;
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'free_key_fixed' });
    }
    const change = { name: 'für alle', description: 'For all', member_ids: [owner.id, user.id] };
    await owner.patch(path(free), change).expect(422);
    const renamed = await owner.patch(path(free), { ...change, name: 'for-all' }).expect(200);
    expect(renamed.body).toMatchObject({ name: 'for-all', member_ids: [owner.id, user.id].sort() });
    await owner.patch(path(free), { name: 'free', member_ids: [owner.id] }).expect(200);
  });

  test.each([
    ['a', false],
    ['ab', true],
    ['密钥_1-Z', true],
    ['x'.repeat(64), true],
    ['x'.repeat(65), false],
    ['two words', false],
    ['smile😀', false],
    ['naïve', true],
    ['naïve'.normalize('NFD'), true],
    ['ключ_1', true],
    ['कुंजी-१', true],
    ['二〇二六', true],
    ['ü'.repeat(64).normalize('NFD'), true],
    ['ü'.repeat(65), false],
    ['a.b', false],
    [`kpt_${'a'.repeat(43)}`, true],
    ['', false],
  ])('may have the name %j: %s (S2)', async (name, accepted) => {
    const made = await owner.post('/v1/service-keys', { ...paid, name });
    expect(made.status).toBe(accepted ? 201 : 422);
    if (!accepted) expect(made.body.errors[0].pointer).toBe('/name');
    const key = await api.freeKey(stranger);
    const renamed = await stranger.patch(path(key), { name });
    expect(renamed.status).toBe(accepted ? 200 : 422);
    if (accepted) expect(renamed.body.name).toBe(name.normalize('NFC'));
  });

  test('need the current version of the agreement, which is stored with the person and the time (S2)', async () => {
    const { body: terms } = await api.anonymous.get('/v1/terms').expect(200);
    expect(terms).toEqual({ version: TERMS.accept_terms, text: expect.stringContaining('token') });
    for (const accept_terms of [undefined, '1999-01']) {
      const { body } = await owner.post('/v1/service-keys', { ...paid, accept_terms }).expect(422);
      expect(body).toMatchObject({
        code: 'terms_not_accepted',
        errors: [{ pointer: '/accept_terms' }],
      });
    }
    const key = await api.paidKey();
    expect(key.terms).toEqual({
      version: terms.version,
      accepted_at: api.clock.now().toISOString(),
      accepted_by: owner.id,
    });
  });

  test('can be created with a first shared token, which is shown once (S2)', async () => {
    const made = await owner
      .post('/v1/service-keys', { ...paid, shared_token: { name: 'app', expires_in: '30d' } })
      .expect(201);
    const { shared_token: token } = made.body;
    expect(token).toMatchObject({ kind: 'shared', name: 'app', member_id: null, state: 'active' });
    expect(token.secret).toMatch(/^kpt_[0-9A-Za-z]{49}$/);
    const read = await owner.get(path(made.body)).expect(200);
    expect(JSON.stringify(read.body)).not.toContain('secret');
    const { body } = await owner.get(`/v1/service-key-tokens/${token.id}`).expect(200);
    expect(body).not.toHaveProperty('secret');
    expect(JSON.stringify(body)).not.toContain(token.secret);
  });

  test.each(['owner', 'admin'] as const)(
    'are created, renamed, assigned, given services and revoked by %s (S3)',
    async (role) => {
      const by = role === 'owner' ? owner : admin;
      const key = await api.paidKey({ name: `by-${role}` }, by);
      const services = [{ service_id: 'detect', billing_policy: 'free' }];
      const change = { name: 'renamed', description: 'x', member_ids: [user.id], services };
      const { body } = await by.patch(path(key), change).expect(200);
      expect(body).toMatchObject({ ...change, services: [{ service_id: 'detect' }] });
      await by.delete(`${path(key)}?reason=done`).expect(204);
      const gone = await by.get(path(key)).expect(200);
      expect(gone.body).toMatchObject({
        state: 'revoked',
        revocation: { revoked_by: by.id, reason: 'done' },
      });
      await by.patch(path(key), { name: 'again' }).expect(409);
    },
  );

  test('are only seen by a user who is assigned to them (S3)', async () => {
    const theirs = await api.paidKey({ member_ids: [user.id] });
    const other = await api.paidKey();
    await user.post('/v1/service-keys', paid).expect(403);
    await user.patch(path(theirs), { name: 'mine' }).expect(403);
    await user.delete(path(theirs)).expect(403);
    await user.get(path(theirs)).expect(200);
    await user.get(path(other)).expect(404);
    const seen = await idsByPages(user, '/v1/service-keys', 100);
    expect(seen).toContain(theirs.id);
    expect(seen).not.toContain(other.id);
  });

  test('of another team look like keys that do not exist', async () => {
    const key = await api.paidKey();
    const token = await api.token(owner, key.id, 'shared');
    const ofToken = `/v1/service-key-tokens/${token.id}`;
    const claim = (one: string) => `/v1/keys/${one.slice(one.lastIndexOf('/') + 1)}/claim`;
    const calls = (service: string, one: string, id: string) => [
      stranger.get(service),
      stranger.patch(service, { name: 'mine' }),
      stranger.delete(service),
      stranger.get(one),
      stranger.patch(one, { name: 'mine' }),
      stranger.delete(one),
      stranger.post(`${one}/rotate`, {}),
      stranger.post(claim(one), {}),
      stranger.post('/v1/service-key-tokens', { service_key_id: id, kind: 'shared', ...TERMS }),
    ];
    const shown = async (call: ReturnType<Agent['get']>) => {
      const answer = await call;
      return { status: answer.status, body: { ...answer.body, request_id: '' } };
    };
    const foreign = await Promise.all(calls(path(key), ofToken, key.id).map(shown));
    // The last request names the service key in its body, so the error is about the body.
    expect(foreign.map(({ status }) => status)).toEqual([...Array<number>(8).fill(404), 422]);
    const absent = calls('/v1/service-keys/svk_0', '/v1/service-key-tokens/tok_0', 'svk_0');
    expect(foreign).toEqual(await Promise.all(absent.map(shown)));
    expect(await stateOf(token)).toBe('active');
  });

  test('can be assigned to an invited member, which takes effect when they accept (S3)', async () => {
    const person = { email: 'invited@example.com', name: 'Invited', team_role: 'user' };
    const { body: invited } = await owner.post('/v1/members', person).expect(201);
    const key = await api.paidKey({ member_ids: [invited.id], notify: true });
    expect(key.member_ids).toEqual([invited.id]);
    await owner.patch(path(key), { member_ids: [user.id, invited.id] }).expect(200);

    const { token } = invited.invitation;
    const { body: joined } = await api.anonymous
      .post('/v1/invitations/accept', { token })
      .expect(200);
    const { client_id: clientId, secret } = joined.application_key;
    const member = api.as(invited.id, { clientId, secret });
    await api.token(member, key.id, 'personal');
    const { body: told } = await member.get('/v1/notifications').expect(200);
    expect(told.items[0].subject).toContain('You have been assigned to the service key');
  });

  test('are not assigned to an invited member who was removed (S3)', async () => {
    const person = { email: 'removed@example.com', name: 'Removed', team_role: 'user' };
    const { body: invited } = await owner.post('/v1/members', person).expect(201);
    const key = await api.paidKey({ member_ids: [user.id, invited.id] });
    await owner.delete(`/v1/members/${invited.id}`).expect(204);
    expect((await owner.get(path(key)).expect(200)).body.member_ids).toEqual([user.id]);
  });

  test('are assigned only to members who have not left the team (S3)', async () => {
    const leaver = await api.join(owner, 'user');
    await owner.delete(`/v1/members/${leaver.id}`).expect(204);
    for (const id of [stranger.id, leaver.id, 'mem_0']) {
      const request = { ...paid, member_ids: [user.id, id] };
      const { body } = await owner.post('/v1/service-keys', request).expect(422);
      expect(body.errors).toEqual([
        expect.objectContaining({ pointer: '/member_ids/1', code: 'unknown_member' }),
      ]);
    }
  });

  test('notify the members that a change affects if requested, and nobody else (S3)', async () => {
    const [first, second, third] = [
      await api.join(owner, 'user'),
      await api.join(owner, 'user'),
      await api.join(owner, 'user'),
    ] as [Agent, Agent, Agent];
    const told = async (who: Agent): Promise<string[]> =>
      (await who.get('/v1/notifications').expect(200)).body.items.map(
        ({ subject }: { subject: string }) => subject,
      );
    const key = await api.paidKey({ member_ids: [first.id, second.id], notify: true });
    expect((await told(first))[0]).toContain(
      'You have been assigned to the service key "paid-key"',
    );
    await owner.patch(path(key), { member_ids: [second.id, third.id], notify: true }).expect(200);
    expect(await told(first)).toEqual(
      expect.arrayContaining([expect.stringContaining('no longer assigned')]),
    );
    expect(await told(second)).toHaveLength(1);
    expect(await told(third)).toHaveLength(1);
    await owner.patch(path(key), { member_ids: [second.id] }).expect(200);
    expect(await told(third)).toHaveLength(1);
  });

  describe('the services of a paid key', () => {
    const payg = (wallet_id: string | null, model_ids = ['small']) => ({
      service_id: 'write',
      billing_policy: 'pay_as_you_go',
      model_ids,
      wallet_id,
    });

    test('are each enabled with a billing policy, and pay-as-you-go also with models and a wallet (S3)', async () => {
      const wallet = await api.wallet(owner);
      const detect = { service_id: 'detect', billing_policy: 'free' };
      const key = await api.paidKey({ services: [payg(wallet, ['small', 'large']), detect] });
      expect(key.services).toEqual([
        { ...detect, model_ids: [], wallet_id: null },
        payg(wallet, ['large', 'small']),
      ]);
      const same = await owner.patch(path(key), {
        services: [detect, payg(wallet, ['large', 'small'])],
      });
      expect(same.headers.etag).toBe('"1"');
      const off = await owner.patch(path(key), { services: [detect] }).expect(200);
      expect(off.body.services).toHaveLength(1);
    });

    test('are refused if something does not fit, and the error names it (S3)', async () => {
      const wallet = await api.wallet(owner);
      const foreign = await api.wallet(stranger);
      const cases: [object[], string, string][] = [
        [
          [{ service_id: 'none', billing_policy: 'free' }],
          '/services/0/service_id',
          'unknown_service',
        ],
        [
          [{ service_id: 'write', billing_policy: 'free' }],
          '/services/0/billing_policy',
          'policy_not_offered',
        ],
        [[{ service_id: 'detect' }], '/services/0/billing_policy', 'invalid_value'],
        [[payg(wallet, [])], '/services/0/model_ids', 'models_required'],
        [[payg(wallet, ['huge'])], '/services/0/model_ids/0', 'unknown_model'],
        [[payg(null)], '/services/0/wallet_id', 'wallet_required'],
        [[payg(foreign)], '/services/0/wallet_id', 'unknown_wallet'],
        [[payg('wal_0')], '/services/0/wallet_id', 'unknown_wallet'],
        [[payg(wallet, ['small', 'dollar'])], '/services/0/wallet_id', 'currency_mismatch'],
        [[payg(wallet), payg(wallet)], '/services/1/service_id', 'duplicate_service'],
        [
          [{ service_id: 'detect', billing_policy: 'free', wallet_id: wallet }],
          '/services/0/wallet_id',
          'wallet_not_used',
        ],
      ];
      for (const [services, pointer, code] of cases) {
        const { body } = await owner.post('/v1/service-keys', { ...paid, services }).expect(422);
        expect(body.errors).toEqual([expect.objectContaining({ pointer, code })]);
      }
    });

    test('prevent the deletion of their wallet while a key pays from it (S3)', async () => {
      const wallet = await api.wallet(owner);
      const key = await api.paidKey({ services: [payg(wallet)] });
      const refused = await owner.delete(`/v1/wallets/${wallet}`).expect(409);
      expect(refused.body.code).toBe('wallet_in_use');
      await owner.delete(path(key)).expect(204);
      await owner.delete(`/v1/wallets/${wallet}`).expect(204);
    });
  });

  test('end all tokens immediately when their key is revoked (S3)', async () => {
    const key = await api.paidKey({ member_ids: [owner.id] });
    const tokens = [
      await api.token(owner, key.id, 'shared'),
      await api.token(owner, key.id, 'personal'),
    ];
    await owner.delete(path(key)).expect(204);
    expect(await Promise.all(tokens.map(stateOf))).toEqual(['revoked', 'revoked']);
    const late = { service_key_id: key.id, kind: 'shared' };
    expect((await owner.post('/v1/service-key-tokens', late).expect(409)).body.code).toBe(
      'key_revoked',
    );
  });

  test('refuse a change of an older version', async () => {
    const key = await api.paidKey();
    const stale = { 'if-match': '"1"' };
    await owner.patch(path(key), { name: 'first' }, stale).expect(200);
    await owner.patch(path(key), { name: 'second' }, stale).expect(412);
    await owner.delete(path(key), stale).expect(412);
  });

  test('are replaced by a later run if an interrupted one left them', async () => {
    const request = { ...paid, name: 'orphan' };
    const first = await owner.post('/v1/service-keys', request, runHeaders('run-1')).expect(201);
    await owner.post('/v1/runs/cut-off', {}, runHeaders('run-1')).expect(204);
    const second = await owner.post('/v1/service-keys', request, runHeaders('run-2')).expect(201);
    const left = (await owner.get('/v1/service-keys?name=orphan')).body.items;
    expect(left.map(({ id }: { id: string }) => id)).toEqual([second.body.id]);
    const gone = await owner.get(path(first.body)).expect(200);
    expect(gone.body.revocation.reason).toBe('abandoned_creation_replaced');
  });
});
