import { generateKeyPairSync } from 'node:crypto';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';
import { DAY, HOUR } from '../../support/manual-clock';

interface WireKey {
  id: string;
  client_id: string;
  secret: string;
  masked_secret: string;
  secret_version: number;
  expires_at: string;
}

describe.each(DATABASES)('service account keys on %s', (on) => {
  let api: TestApi;

  beforeEach(async () => {
    api = await createTestApi(on);
  });

  afterEach(() => api.close());

  const owner = () => api.as(api.team.owner);
  const keys = '/v1/service-account-keys';

  async function createAccount(roleIds: string[] = []): Promise<string> {
    const { body } = await owner()
      .post('/v1/service-accounts')
      .send({ name: 'ci', role_ids: roleIds })
      .expect(201);
    return body.id as string;
  }

  async function createKey(accountId: string, body: object = {}): Promise<WireKey> {
    const answer = await owner()
      .post(keys)
      .send({ service_account_id: accountId, name: 'deploy', expires_in: '30d', ...body })
      .expect(201);
    return answer.body as WireKey;
  }

  const using = (key: Pick<WireKey, 'client_id' | 'secret'>) =>
    api.as({ clientId: key.client_id, secret: key.secret }).get('/v1/whoami');

  it('show their secret once, in the answer that creates them, and masked afterwards (S4, S5)', async () => {
    const key = await createKey(await createAccount());
    expect(key.secret).toMatch(/^kps_[0-9A-Za-z]{49}$/);
    const one = await owner().get(`${keys}/${key.id}`).expect(200);
    const list = await owner().get(keys).expect(200);
    expect(one.body).not.toHaveProperty('secret');
    expect(one.body.masked_secret).toBe(`kps_${key.secret.slice(4, 8)}…${key.secret.slice(-4)}`);
    expect(JSON.stringify([one.body, list.body])).not.toContain(key.secret);
  });

  it('keep nothing of the secret in the database but its hash and its masked form', async () => {
    const key = await createKey(await createAccount());
    const rows = await api.database.knex('key_secrets').where({ key_id: key.id });
    expect(JSON.stringify(rows)).not.toContain(key.secret.slice(8, -4));
  });

  it('work as Basic and as bearer as soon as they are created', async () => {
    const key = await createKey(await createAccount());
    await using(key).expect(200);
    await api.as().get('/v1/whoami').set('Authorization', `Bearer ${key.secret}`).expect(200);
  });

  it('are at most ten that are neither expired nor revoked (S5)', async () => {
    const account = await createAccount();
    const first = await createKey(account, { expires_in: '1d' });
    for (let n = 1; n < 10; n += 1) await createKey(account);
    const eleventh = () =>
      owner().post(keys).send({ service_account_id: account, name: 'x', expires_in: '30d' });

    const refused = await eleventh();
    expect([refused.status, refused.body.code]).toEqual([409, 'key_limit_reached']);
    expect(refused.body.errors).toMatchObject([{ pointer: '/service_account_id' }]);
    await owner().patch(`${keys}/${first.id}`).send({ enabled: false }).expect(200);
    await eleventh().expect(409);
    api.clock.advance(DAY);
    await eleventh().expect(201);
  });

  it('are at most ten under fifty concurrent creates', async () => {
    const account = await createAccount();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        owner()
          .post(keys)
          .send({ service_account_id: account, name: `k${n}`, expires_in: '30d' }),
      ),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 409)).toHaveLength(40);
    const { body } = await owner().get(`${keys}?service_account_id=${account}`);
    expect(body.items).toHaveLength(10);
  });

  it('are enabled and disabled with effect from the next call (S5)', async () => {
    const key = await createKey(await createAccount());
    const disabled = await owner().patch(`${keys}/${key.id}`).send({ enabled: false }).expect(200);
    expect(disabled.body).toMatchObject({ state: 'disabled', enabled: false });
    await using(key).expect(401);
    await owner().patch(`${keys}/${key.id}`).send({ enabled: true }).expect(200);
    await using(key).expect(200);
  });

  it('can be neither enabled nor disabled once expired (S5)', async () => {
    const key = await createKey(await createAccount(), { expires_in: '1d' });
    api.clock.advance(DAY);
    await using(key).expect(401);
    for (const enabled of [false, true]) {
      const refused = await owner().patch(`${keys}/${key.id}`).send({ enabled });
      expect([enabled, refused.status, refused.body.code]).toEqual([enabled, 409, 'key_expired']);
    }
    await owner().patch(`${keys}/${key.id}`).send({ name: 'renamed' }).expect(200);
    const { body } = await owner().get(`${keys}/${key.id}`);
    expect(body).toMatchObject({ state: 'expired', enabled: true });
  });

  it('move their expiry earlier and never later (S5)', async () => {
    const key = await createKey(await createAccount(), {
      expires_at: 'never',
      expires_in: undefined,
    });
    const path = `${keys}/${key.id}`;
    const soon = new Date(api.clock.now().getTime() + DAY).toISOString();
    const moved = await owner().patch(path).send({ expires_at: soon }).expect(200);
    expect(moved.body.expires_at).toBe(soon);
    for (const millis of [0, -DAY]) {
      const past = new Date(api.clock.now().getTime() + millis).toISOString();
      const refused = await owner().patch(path).send({ expires_at: past }).expect(422);
      expect(refused.body.errors).toMatchObject([
        { pointer: '/expires_at', code: 'expiry_in_past' },
      ]);
    }
    const later = await owner().patch(path).send({ expires_at: 'never' });
    expect([later.status, later.body.code, later.body.errors[0].pointer]).toEqual([
      409,
      'expiry_not_earlier',
      '/expires_at',
    ]);
  });

  it('must have an expiry, as a time or a period but not both (S4)', async () => {
    const account = await createAccount();
    const create = (body: object) =>
      owner()
        .post(keys)
        .send({ service_account_id: account, name: 'x', ...body });
    const codes = [];
    for (const body of [{}, { expires_at: 'never', expires_in: '1d' }, { expires_in: '1 month' }]) {
      const answer = await create(body);
      codes.push([answer.status, answer.body.errors[0].pointer]);
    }
    expect(codes).toEqual([
      [422, '/expires_at'],
      [422, '/expires_in'],
      [422, '/expires_in'],
    ]);
  });

  it('are rotated: the new secret works, the old one works until the overlap ends, and nothing else changes (S3)', async () => {
    const key = await createKey(await createAccount());
    const rotated = await owner()
      .post(`${keys}/${key.id}/rotate`)
      .send({ overlap: '1h' })
      .expect(200);
    expect(rotated.body).toMatchObject({
      id: key.id,
      client_id: key.client_id,
      expires_at: key.expires_at,
      retiring_secret: { masked_secret: key.masked_secret },
    });
    expect(rotated.body.secret_version).toBeGreaterThan(key.secret_version);
    const fresh = rotated.body as WireKey;
    await using(key).expect(200);
    await using(fresh).expect(200);
    const third = await owner().post(`${keys}/${key.id}/rotate`).send({});
    expect([third.status, third.body.code]).toEqual([409, 'rotation_in_progress']);
    expect(third.body.retryable).toBe(true);
    expect(third.headers['retry-after']).toBe('3600');

    api.clock.advance(HOUR);
    await using(key).expect(401);
    await using(fresh).expect(200);
    await owner().post(`${keys}/${key.id}/rotate`).send({}).expect(200);
    await using(fresh).expect(401);
  });

  it('take no further slot when rotated', async () => {
    const account = await createAccount();
    const made = [];
    for (let n = 0; n < 10; n += 1) made.push(await createKey(account));
    await owner().post(`${keys}/${made[0]!.id}/rotate`).send({ overlap: '1h' }).expect(200);
  });

  it('never repeat a secret version, across keys and rotations', async () => {
    const account = await createAccount();
    const first = await createKey(account);
    const rotated = await owner().post(`${keys}/${first.id}/rotate`).send({}).expect(200);
    const second = await createKey(account);
    const versions = [first.secret_version, rotated.body.secret_version, second.secret_version];
    expect(new Set(versions).size).toBe(3);
    expect([...versions].sort((a, b) => a - b)).toEqual(versions);
  });

  it('leave a record for 90 days when revoked, which says who revoked them, when and why (S4)', async () => {
    const key = await createKey(await createAccount());
    const path = `${keys}/${key.id}`;
    await owner()
      .delete(`${path}?reason=${encodeURIComponent('leaked in a log')}`)
      .expect(204);
    await owner().delete(path).expect(204);
    await using(key).expect(401);
    const { body } = await owner().get(path).expect(200);
    expect(body).toMatchObject({
      state: 'revoked',
      revocation: {
        revoked_at: api.clock.now().toISOString(),
        revoked_by: api.team.owner.memberId,
        reason: 'leaked in a log',
      },
    });
    const list = await owner().get(keys);
    expect(list.body.items).toEqual([]);
    const revoked = await owner().get(`${keys}?state=revoked`);
    expect(revoked.body.items).toHaveLength(1);
    const change = await owner().patch(path).send({ name: 'again' });
    expect([change.status, change.body.code]).toEqual([409, 'key_revoked']);
  });

  it('stop working with their account, and work again with it', async () => {
    const account = await createAccount();
    const key = await createKey(account);
    const path = `/v1/service-accounts/${account}`;
    await owner().patch(path).send({ enabled: false }).expect(200);
    await using(key).expect(401);
    await owner().patch(path).send({ enabled: true }).expect(200);
    await using(key).expect(200);
  });

  it('show when they were last used, and null before the first use (S2)', async () => {
    const key = await createKey(await createAccount());
    const read = async () => (await owner().get(`${keys}/${key.id}`)).body.last_used_at as string;
    expect(await read()).toBeNull();
    await using(key).expect(200);
    await eventually(async () => expect(await read()).toBe(api.clock.now().toISOString()));
  });

  it('are found if they have not been used since a given time (S2)', async () => {
    const account = await createAccount();
    const used = await createKey(account, { name: 'used' });
    await createKey(account, { name: 'idle' });
    await using(used).expect(200);
    const since = api.clock.now().toISOString();
    await eventually(async () => {
      const { body } = await owner().get(`${keys}?unused_since=${since}`).expect(200);
      expect((body.items as { name: string }[]).map((key) => key.name)).toEqual(['idle']);
    });
  });

  it('cannot grant what their creator does not have', async () => {
    const role = await owner()
      .post('/v1/roles')
      .send({
        name: 'Key maker',
        permissions: ['service_account_keys.create', 'service_account_keys.rotate'],
      })
      .expect(201);
    const strong = await owner()
      .post('/v1/roles')
      .send({ name: 'Payer', permissions: ['payments.send'] })
      .expect(201);
    const maker = await createKey(await createAccount([role.body.id as string]));
    const target = await createAccount([strong.body.id as string]);
    const targetKey = await createKey(target);
    const asMaker = () => api.as({ clientId: maker.client_id, secret: maker.secret });

    const made = await asMaker()
      .post(keys)
      .send({ service_account_id: target, name: 'x', expires_in: '1d' });
    const rotated = await asMaker().post(`${keys}/${targetKey.id}/rotate`).send({});
    expect([made.body.code, rotated.body.code]).toEqual(['role_escalation', 'role_escalation']);
    expect(made.body.detail).toContain('payments.send');
    expect(made.body.errors).toMatchObject([
      { pointer: '/service_account_id', code: 'permission_not_held' },
    ]);
    expect(rotated.body.errors).toEqual([]);
  });

  it('have no secret if they have a public JWK, and a private JWK is refused', async () => {
    const account = await createAccount();
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = await createKey(account, { public_jwk: pair.publicKey.export({ format: 'jwk' }) });
    expect(key).toMatchObject({ secret: null, masked_secret: null });
    expect(key.secret_version).toBeGreaterThan(0);
    const leaked = await owner()
      .post(keys)
      .send({
        service_account_id: account,
        name: 'x',
        expires_in: '1d',
        public_jwk: pair.privateKey.export({ format: 'jwk' }),
      });
    expect([leaked.status, leaked.body.errors[0].code]).toEqual([422, 'private_key']);
  });

  it('keep within the lifetime that the team allows', async () => {
    await owner().patch('/v1/team').send({ max_key_lifetime: '7d' }).expect(200);
    const answer = await owner()
      .post(keys)
      .send({ service_account_id: await createAccount(), name: 'x', expires_in: '8d' });
    expect([answer.status, answer.body.code]).toEqual([422, 'lifetime_exceeds_team_limit']);
    expect(answer.body.detail).toContain('7d');
  });
});
