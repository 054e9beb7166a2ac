import { createTestApi, DATABASES, type TestApi } from '../../support/api';

describe.each(DATABASES)('service accounts on %s', (on) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(on);
  });

  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);

  async function createRole(name: string, permissions: string[]): Promise<string> {
    const { body } = await owner().post('/v1/roles').send({ name, permissions }).expect(201);
    return body.id as string;
  }

  async function createAccount(body: object = {}) {
    const answer = await owner()
      .post('/v1/service-accounts')
      .send({ name: 'ci', ...body })
      .expect(201);
    return answer.body as { id: string; role_ids: string[]; active_key_count: number };
  }

  it('are created with a name, a description and roles, and read back the same (S4)', async () => {
    const role = await createRole('Reports', ['reports.read']);
    const created = await createAccount({ description: 'Builds', role_ids: [role] });
    expect(created).toMatchObject({
      name: 'ci',
      description: 'Builds',
      role_ids: [role],
      roles: [{ id: role, name: 'Reports' }],
      enabled: true,
      active_key_count: 0,
    });
    const { body } = await owner().get(`/v1/service-accounts/${created.id}`).expect(200);
    expect(body).toEqual(created);
  });

  it('name the role, or the enabling, that would grant a permission which the caller does not have', async () => {
    const own = await createRole('Account manager', [
      'service_accounts.create',
      'service_accounts.update',
    ]);
    const payer = await createRole('Payer', ['payments.send', 'payments.read']);
    const { id: account } = await createAccount({ role_ids: [own] });
    const { body: key } = await owner()
      .post('/v1/service-account-keys')
      .send({ service_account_id: account, name: 'k', expires_in: '1d' })
      .expect(201);
    const caller = api.as({ clientId: key.client_id, secret: key.secret });
    const paying = await createAccount({ role_ids: [payer], enabled: false });
    const path = (id: string) => `/v1/service-accounts/${id}`;
    const { id: plain } = await createAccount();

    for (const [pointer, call] of [
      [
        '/role_ids/1',
        caller.post('/v1/service-accounts').send({ name: 'x', role_ids: [own, payer] }),
      ],
      ['/role_ids/0', caller.patch(path(plain)).send({ role_ids: [payer, own] })],
      ['/role_ids/1', caller.patch(path(plain)).send({ role_ids: [own, payer] })],
      ['/enabled', caller.patch(path(paying.id)).send({ enabled: true })],
      ['/enabled', caller.patch(path(paying.id)).send({ enabled: true, name: 'new' })],
    ] as const) {
      const { body } = await call.expect(403);
      expect(body.code).toBe('role_escalation');
      expect(body.errors).toMatchObject([
        { pointer, code: 'permission_not_held', message: expect.stringContaining('payments.read') },
        { pointer, code: 'permission_not_held', message: expect.stringContaining('payments.send') },
      ]);
    }
    await caller
      .patch(path(plain))
      .send({ role_ids: [own] })
      .expect(200);
  });

  it('change in place, and a second equal change changes nothing', async () => {
    const { id } = await createAccount();
    const path = `/v1/service-accounts/${id}`;
    const first = await owner().patch(path).send({ name: 'deploy' }).expect(200);
    const second = await owner().patch(path).send({ name: 'deploy' }).expect(200);
    expect(first.body.name).toBe('deploy');
    expect(second.headers['etag']).toBe(first.headers['etag']);
  });

  it('refuse a change that was decided on an older version', async () => {
    const { id } = await createAccount();
    const path = `/v1/service-accounts/${id}`;
    const { headers } = await owner().get(path);
    await owner().patch(path).set('If-Match', headers['etag']!).send({ name: 'b' }).expect(200);
    const late = await owner().patch(path).set('If-Match', headers['etag']!).send({ name: 'c' });
    expect([late.status, late.body.code]).toEqual([412, 'precondition_failed']);
  });

  it('say how many active keys a change of roles affects (S4)', async () => {
    const { id } = await createAccount();
    for (const name of ['a', 'b']) {
      await owner()
        .post('/v1/service-account-keys')
        .send({ service_account_id: id, name, expires_in: '1d' })
        .expect(201);
    }
    const role = await createRole('More', ['more.read']);
    const { body } = await owner()
      .patch(`/v1/service-accounts/${id}`)
      .send({ role_ids: [role] });
    expect(body).toMatchObject({ role_ids: [role], active_key_count: 2 });
  });

  it('end with all their keys when deleted, and list those keys beforehand (S4)', async () => {
    const { id } = await createAccount();
    const key = await owner()
      .post('/v1/service-account-keys')
      .send({ service_account_id: id, name: 'k', expires_at: 'never' })
      .expect(201);
    const path = `/v1/service-accounts/${id}`;
    const preview = await owner().delete(`${path}?dry_run=true`).expect(200);
    expect(preview.body).toMatchObject({ dry_run: true, revoked_keys: [{ id: key.body.id }] });
    await owner().get(path).expect(200);

    await owner().delete(path).expect(200);
    await owner().get(path).expect(404);
    const tombstone = await owner().get(`/v1/service-account-keys/${key.body.id}`).expect(200);
    expect(tombstone.body).toMatchObject({
      state: 'revoked',
      revocation: { reason: 'service_account_deleted', revoked_by: api.team.owner.memberId },
    });
    await api
      .as({ ...api.team.owner, ...key.body, clientId: key.body.client_id })
      .get('/v1/whoami')
      .expect(401);
  });

  it('of another team are the same 404 as accounts that do not exist', async () => {
    const { id } = await createAccount();
    const stranger = await api.foundTeam(`stranger-${on}`);
    const missing = id.slice(0, -4) + '0000';
    const answers = await Promise.all(
      [id, missing].flatMap((target) => [
        api.as(stranger.owner).get(`/v1/service-accounts/${target}`),
        api.as(stranger.owner).patch(`/v1/service-accounts/${target}`).send({ name: 'x' }),
        api.as(stranger.owner).delete(`/v1/service-accounts/${target}`),
      ]),
    );
    const shown = answers.map(({ status, body }) =>
      JSON.stringify({ status, ...body, request_id: '' }),
    );
    expect(new Set(shown).size).toBe(1);
    expect(shown[0]).toContain('"status":404');
  });

  it.each([
    ['/name', { name: '' }],
    ['/name', { name: 'x'.repeat(201) }],
    ['/name', { name: 'a\u202Eb' }],
    ['/name', {}],
    ['/naem', { name: 'x', naem: 'y' }],
    ['/role_ids/0', { name: 'x', role_ids: ['nonsense'] }],
    ['/role_ids/1', { name: 'x', role_ids: [null, 'role_00000000000000000000000000'] }],
    ['/enabled', { name: 'x', enabled: 'yes' }],
  ])('refuse invalid input and point to %s', async (pointer, body) => {
    const known = await createRole('Known', []);
    const sent =
      'role_ids' in body && body.role_ids[0] === null
        ? { ...body, role_ids: [known, body.role_ids[1]] }
        : body;
    const answer = await owner().post('/v1/service-accounts').send(sent);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });

  it('are listed page by page, each once, newest first', async () => {
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.push((await createAccount({ name: `page-${n}` })).id);
    const seen: string[] = [];
    let token: string | null = '';
    while (token !== null) {
      const query: string = token === '' ? '' : `&page_token=${token}`;
      const { body } = await owner().get(`/v1/service-accounts?page_size=2${query}`).expect(200);
      seen.push(...(body.items as { id: string }[]).map((item) => item.id));
      token = body.next_page_token as string | null;
    }
    expect(seen.filter((id) => made.includes(id))).toEqual([...made].reverse());
    expect(new Set(seen).size).toBe(seen.length);
  });
});
