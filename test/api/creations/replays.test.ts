import { randomUUID } from 'node:crypto';
import { DATABASES } from '../../support/api';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

describe.each(DATABASES)('a repeated create, on %s,', (on) => {
  let api: OAuthApi;
  let creator: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi(on);
  });
  beforeEach(async () => {
    creator = await api.issueKey([
      'service_account_keys.create',
      'service_account_keys.rotate',
      'reports.read',
    ]);
  });
  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);
  const rolesOf = async ({ accountId }: IssuedKey) =>
    (await owner().get(`/v1/service-accounts/${accountId}`).expect(200)).body.role_ids as string[];
  const lose = async (permissions: readonly string[]) => {
    const [role] = await rolesOf(creator);
    await owner().patch(`/v1/roles/${role}`).send({ permissions }).expect(200);
  };

  /** A key of another account, which has `reports.read` as well. */
  async function request() {
    const target = await api.issueKey(['reports.read']);
    const header = { 'Idempotency-Key': randomUUID() };
    const body = { service_account_id: target.accountId, name: 'made', expires_in: '1d' };
    return () => api.as(creator).post('/v1/service-account-keys').set(header).send(body);
  }

  it('shows the secret again to a caller who may still create it, and the trail says so', async () => {
    const create = await request();
    const { body: made } = await create().expect(201);
    expect((await create().expect(201)).body).toEqual(made);
    const query = 'action=idempotent_answer.replayed';
    const trail = await owner().get(`/v1/audit-events?${query}&target_id=${made.id}`).expect(200);
    expect(trail.body.items).toEqual([
      expect.objectContaining({
        actor: expect.objectContaining({ id: creator.accountId }),
        after: { operation_id: 'createServiceAccountKey' },
      }),
    ]);
  });

  it('is an escalation for a caller who has lost a permission of the created object', async () => {
    const create = await request();
    await create().expect(201);
    await lose(['service_account_keys.create']);
    const refused = await create().expect(403);
    expect(refused.body.code).toBe('role_escalation');
    expect(JSON.stringify(refused.body)).not.toContain('kps_');
  });

  it('is an escalation for a token of the same caller with a narrower scope', async () => {
    const target = await api.issueKey(['reports.read']);
    const header = { 'Idempotency-Key': randomUUID() };
    const body = { service_account_id: target.accountId, name: 'made', expires_in: '1d' };
    const path = '/v1/service-account-keys';
    await api.as(creator).post(path).set(header).send(body).expect(201);
    const token = await api.accessToken(creator, { scope: 'service_account_keys.create' });
    const refused = await api
      .as()
      .set('Authorization', `Bearer ${token}`)
      .post(path)
      .set(header)
      .send(body)
      .expect(403);
    expect(refused.body.code).toBe('role_escalation');
  });

  it('is authorized again if it is a rotation', async () => {
    const target = await api.issueKey(['reports.read']);
    const header = { 'Idempotency-Key': randomUUID() };
    const path = `/v1/service-account-keys/${target.id}/rotate`;
    const rotate = () => api.as(creator).post(path).set(header).send({});
    const { body: rotated } = await rotate().expect(200);
    expect((await rotate().expect(200)).body).toEqual(rotated);
    await lose(['service_account_keys.rotate']);
    expect((await rotate().expect(403)).body.code).toBe('role_escalation');
  });

  it('creates nothing while it is judged', async () => {
    const create = await request();
    const { body: made } = await create().expect(201);
    for (let repeat = 0; repeat < 3; repeat += 1) await create().expect(201);
    const list = `/v1/service-account-keys?service_account_id=${made.service_account_id}`;
    expect((await owner().get(list).expect(200)).body.items).toHaveLength(2);
  });
});
