import { createTestApi, DATABASES, type Credentials, type TestApi } from '../../support/api';

describe.each(DATABASES)('verification across teams on %s', (on) => {
  let api: TestApi;

  beforeEach(async () => {
    api = await createTestApi(on);
  });

  afterEach(() => api.close());

  async function createKey(owner: Credentials, permissions: string[]) {
    const as = () => api.as(owner);
    const role = await as().post('/v1/roles').send({ name: 'r', permissions }).expect(201);
    const account = await as()
      .post('/v1/service-accounts')
      .send({ name: 'gateway', role_ids: [role.body.id] })
      .expect(201);
    const { body } = await as()
      .post('/v1/service-account-keys')
      .send({ service_account_id: account.body.id, name: 'k', expires_in: '1d' })
      .expect(201);
    const { client_id: clientId, secret } = body as { client_id: string; secret: string };
    return { accountId: account.body.id as string, clientId, secret };
  }

  const verifiers = '/v1/operator/verifiers';

  it('starts and ends when the operator allows and forbids it', async () => {
    const gateway = await createKey(api.team.owner, ['keys.verify']);
    const foreign = await createKey((await api.foundTeam('other')).owner, ['reports.read']);
    const ask = async () => {
      const question = api.as(gateway).post('/v1/keys/verify').send({ secret: foreign.secret });
      return (await question.expect(200)).body.code as string;
    };
    const path = `${verifiers}/${gateway.accountId}`;

    expect(await ask()).toBe('unknown');
    await api.as(api.operator).put(path).expect(200);
    expect(await ask()).toBe('valid');
    const { body } = await api.as(api.operator).get(verifiers).expect(200);
    expect(body.items).toEqual([
      { service_account_id: gateway.accountId, team_id: api.team.id, name: 'gateway' },
    ]);
    await api.as(api.operator).delete(path).expect(204);
    expect(await ask()).toBe('unknown');
  });

  it('still needs the permission keys.verify', async () => {
    const weak = await createKey(api.team.owner, ['reports.read']);
    await api.as(api.operator).put(`${verifiers}/${weak.accountId}`).expect(200);
    await api.as(weak).post('/v1/keys/verify').send({ secret: weak.secret }).expect(403);
  });

  it('is allowed only by the operator, and is in the trail of the account’s team', async () => {
    const gateway = await createKey(api.team.owner, ['keys.verify']);
    const path = `${verifiers}/${gateway.accountId}`;
    await api.as(api.team.owner).put(path).expect(403);
    await api.as(api.operator).put(path).expect(200);
    const trail = await api
      .as(api.team.owner)
      .get(`/v1/audit-events?target_id=${gateway.accountId}&action=verifier.allowed`)
      .expect(200);
    expect(trail.body.items).toHaveLength(1);
  });

  it('is not found for an account that does not exist', async () => {
    const path = `${verifiers}/sa_00000000000000000000000000`;
    await api.as(api.operator).put(path).expect(404);
  });
});
