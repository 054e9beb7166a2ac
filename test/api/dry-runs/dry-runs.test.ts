import { DATABASES } from '../../support/api';
import { startServiceKeys, TERMS, type ServiceKeysApi } from '../service-keys/service-key-api';

interface Result {
  readonly problem: { code: string; status: number; errors: { pointer: string }[] } | null;
  readonly slots_left: number | null;
}

describe.each(DATABASES)('POST /v1/dry-runs on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let account: string;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
  });
  beforeEach(async () => {
    account = await created('/v1/service-accounts', { name: 'ci' });
  });
  afterAll(() => api.close());

  const created = async (path: string, body: object): Promise<string> => {
    const answer = await api.owner.post(path, body).expect(201);
    return (answer.body as { id: string }).id;
  };
  const judge = async (requests: readonly object[], by = api.owner): Promise<Result[]> => {
    const { body } = await by.post('/v1/dry-runs', { requests }).expect(200);
    return (body as { results: Result[] }).results;
  };
  const create = (path: string, body: object, more: object = {}) => ({
    method: 'POST',
    path,
    body,
    ...more,
  });
  const keyOf = (id: string, more: object = {}) => ({
    service_account_id: id,
    name: 'deploy',
    expires_in: '30d',
    ...more,
  });
  const verdict = ({ problem }: Result) =>
    problem && [problem.code, ...problem.errors.map(({ pointer }) => pointer)];

  it('answers the problem that the real call answers, in the order of the requests', async () => {
    const bad = keyOf(account, { expires_in: undefined, expires_at: '2001-01-01T00:00:00Z' });
    const results = await judge([
      create('/v1/service-account-keys', keyOf(account)),
      create('/v1/service-account-keys', bad),
      create('/v1/service-account-keys', keyOf('sa_0')),
      create('/v1/nothing', {}),
    ]);
    const { body: real } = await api.owner.post('/v1/service-account-keys', bad).expect(422);
    const { request_id: _one, ...expected } = real as Record<string, unknown>;
    const { request_id: _other, ...told } = results[1]!.problem as unknown as typeof expected;
    expect(told).toEqual(expected);
    expect(results.map(verdict)).toEqual([
      null,
      ['invalid_request', '/expires_at'],
      ['invalid_request', '/service_account_id'],
      ['not_found'],
    ]);
  });

  it('judges each request by its own permission', async () => {
    const reader = await api.account(api.owner, ['service_accounts.read', 'roles.create']);
    const results = await judge(
      [
        create('/v1/service-accounts', { name: 'a' }),
        create('/v1/roles', { name: 'r', permissions: ['roles.create'] }),
        create('/v1/roles', { name: 'r', permissions: ['wallets.create'] }),
        create('/v1/application-keys', {}),
      ],
      reader,
    );
    expect(results.map(({ problem }) => problem?.code ?? null)).toEqual([
      'insufficient_permissions',
      null,
      'role_escalation',
      'insufficient_permissions',
    ]);
  });

  it('says how many more keys the account could have, and does not count a key that is replaced', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 9; at += 1) {
      ids.push(await created('/v1/service-account-keys', keyOf(account, { name: `k${at}` })));
    }
    const one = create('/v1/service-account-keys', keyOf(account));
    expect((await judge([one, one])).map(({ slots_left: left }) => left)).toEqual([0, 0]);
    await created('/v1/service-account-keys', keyOf(account, { name: 'k10' }));
    const [full, replacing, foreign] = await judge([
      one,
      { ...one, replaces: ids[0] },
      { ...one, replaces: 'sak_0' },
    ]);
    expect(verdict(full!)).toEqual(['key_limit_reached', '/service_account_id']);
    expect(replacing).toEqual({ problem: null, slots_left: 0 });
    expect(verdict(foreign!)).toEqual(['key_limit_reached', '/service_account_id']);
    const { body } = await api.owner.get(`/v1/service-account-keys/${ids[0]}`).expect(200);
    expect((body as { state: string }).state).toBe('active');
  });

  it('does not count the email address of the member who is replaced', async () => {
    const ada = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    const member = await created('/v1/members', ada);
    const again = create('/v1/members', { ...ada, email: 'Ada@example.com' });
    const [taken, free] = await judge([again, { ...again, replaces: member }]);
    expect(taken?.problem?.code).toBe('email_in_use');
    expect(free?.problem).toBeNull();
  });

  it.each([
    ['an account', '/v1/service-account-keys', { name: 'k' }, ['/service_account_id']],
    ['a service key', '/v1/service-key-tokens', { kind: 'shared' }, ['/service_key_id']],
    ['the member', '/v1/service-key-tokens', { kind: 'personal' }, ['/service_key_id']],
  ])(
    'judges everything else about a key of %s that is not known yet',
    async (_, path, body, by) => {
      const asked = (more: object, unknown: readonly string[] = by) =>
        create(path, { ...body, ...more }, { unknown });
      const results = await judge([
        asked({ expires_in: '30d' }),
        asked({}, [...by, '/expires_in']),
        asked({}, [...by, '/expires_at', '/name']),
        asked({ expires_at: '2001-01-01T00:00:00Z' }),
        asked({ expires_in: '40000d' }),
        asked({ expires_in: '30d', secret_delivery: 'claim', claimant_id: 'nobody' }),
        asked({ expires_in: '30d', claimant_id: 'nobody' }, [...by, '/secret_delivery']),
      ]);
      expect(results.map(verdict)).toEqual([
        null,
        null,
        null,
        ['invalid_request', '/expires_at'],
        ['invalid_request', '/expires_in'],
        ['invalid_request', '/claimant_id'],
        ['invalid_request', '/claimant_id'],
      ]);
      expect(results.map(({ slots_left: left }) => left)).toEqual(results.map(() => null));
    },
  );

  it('refuses a pointer that is malformed or points to nothing, and names it', async () => {
    const requests = [
      create('/v1/roles', { name: 'r' }, { unknown: ['/permissions', 'name'] }),
      create('/v1/roles', { name: 'r' }, { unknown: ['/name/first'] }),
    ];
    const { body } = await api.owner.post('/v1/dry-runs', { requests }).expect(422);
    expect(body.errors).toEqual([
      expect.objectContaining({ pointer: '/requests/0/unknown/1', code: 'invalid_pointer' }),
      expect.objectContaining({ pointer: '/requests/1/unknown/0', code: 'invalid_pointer' }),
    ]);
  });

  it('judges what is known about roles, accounts, members, groups and trust', async () => {
    const trust = { service_account_id: account, name: 'f', issuer: 'https://i.example.com' };
    const results = await judge([
      create(
        '/v1/roles',
        { name: 'r', permissions: ['roles.raed'] },
        { unknown: ['/permissions/1'] },
      ),
      create('/v1/roles', {}, { unknown: ['/name', '/permissions'] }),
      create('/v1/service-accounts', { name: 'a', role_ids: ['role_0'] }),
      create('/v1/service-accounts', { name: 'a' }, { unknown: ['/role_ids/0'] }),
      create('/v1/service-accounts', { name: 'a', role_ids: [] }, { unknown: ['/role_ids/-'] }),
      create('/v1/members', { name: 'A', team_role: 'user' }, { unknown: ['/email'] }),
      create('/v1/members', { name: 'A', email: 'ada@localhost' }, { unknown: ['/team_role'] }),
      create('/v1/groups', { name: 'g', member_ids: ['mem_0'] }),
      create('/v1/federated-identities', trust, { unknown: ['/subject_pattern'] }),
      create('/v1/federated-identities', { ...trust, subject_pattern: 'a:*:*' }),
      create(
        '/v1/federated-identities',
        { ...trust, issuer: 'http://i.example.com' },
        {
          unknown: ['/subject_pattern'],
        },
      ),
      create(
        '/v1/federated-identities',
        { ...trust, issuer: undefined },
        {
          unknown: ['/issuer', '/subject_pattern'],
        },
      ),
    ]);
    expect(results.map(verdict)).toEqual([
      ['invalid_request', '/permissions/0'],
      null,
      ['invalid_request', '/role_ids/0'],
      null,
      null,
      null,
      ['invalid_request', '/email'],
      ['invalid_request', '/member_ids/0'],
      null,
      ['invalid_request', '/subject_pattern'],
      ['invalid_request', '/issuer'],
      null,
    ]);
  });

  it('judges services, models, wallets and terms', async () => {
    const wallet = await api.wallet(api.owner);
    const service = { service_id: 'write', billing_policy: 'pay_as_you_go' };
    const serviceKey = (services: object[], more: object = {}) =>
      create('/v1/service-keys', { name: 'paid', ...TERMS, services }, more);
    const free = (await api.freeKey()) as { id: string };
    const results = await judge([
      serviceKey([{ ...service, model_ids: ['small'], wallet_id: wallet }]),
      serviceKey([{ ...service, model_ids: ['huge'] }], { unknown: ['/services/0/wallet_id'] }),
      serviceKey([{ ...service, model_ids: ['small'] }], { unknown: ['/services/0/wallet_id'] }),
      serviceKey([{ ...service, model_ids: ['small'], wallet_id: 'wal_0' }]),
      serviceKey([{ ...service, service_id: 'nope', model_ids: ['small'] }]),
      create('/v1/service-keys', { name: 'paid' }),
      create('/v1/service-key-tokens', {
        service_key_id: free.id,
        kind: 'shared',
        expires_in: '1d',
      }),
    ]);
    expect(results.map(verdict)).toEqual([
      null,
      ['invalid_request', '/services/0/model_ids/0'],
      null,
      ['invalid_request', '/services/0/wallet_id'],
      ['invalid_request', '/services/0/service_id'],
      expect.arrayContaining(['terms_not_accepted']),
      expect.arrayContaining(['terms_not_accepted']),
    ]);
  });

  it('judges updates, rotations and what a service account may not have', async () => {
    const key = await created('/v1/service-account-keys', keyOf(account));
    const everything = (await api.owner.get('/v1/whoami')).body as { permissions: string[] };
    const machine = await api.account(api.owner, everything.permissions);
    const update = (path: string, body: object) => ({ method: 'PATCH', path, body });
    const one = `/v1/service-account-keys/${key}`;
    const results = await judge([
      update(one, { name: 'renamed' }),
      update(one, { expires_at: 'never' }),
      update('/v1/service-account-keys/sak_0', { name: 'renamed' }),
      create(`${one}/rotate`, { overlap: '1h' }),
      create(`${one}/rotate`, { secret_delivery: 'encrypted' }),
    ]);
    expect(results.map(verdict)).toEqual([
      null,
      ['expiry_not_earlier', '/expires_at'],
      ['not_found'],
      null,
      ['invalid_request', '/recipient_jwk'],
    ]);
    const [refused] = await judge([create('/v1/application-keys', {})], machine);
    expect(refused?.problem?.status).toBe(403);
  });

  it('lets other requests take their turns while a long batch is judged', async () => {
    const requests = Array.from({ length: 300 }, (_, at) =>
      create('/v1/service-account-keys', keyOf(account, { name: `k${at}` })),
    );
    const order: string[] = [];
    const batch = judge(requests).then(() => order.push('batch'));
    const write = api.owner.post('/v1/roles', { name: 'r', permissions: [] }).expect(201);
    await Promise.all([batch, write.then(() => order.push('write'))]);
    expect(order).toEqual(['write', 'batch']);
  });
});
