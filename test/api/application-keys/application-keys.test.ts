import { createTestApi, DATABASES, type Credentials, type TestApi } from '../../support/api';
import { DAY } from '../../support/manual-clock';

describe.each(DATABASES)('application keys on %s', (on) => {
  let api: TestApi;

  beforeEach(async () => {
    api = await createTestApi(on);
  });

  afterEach(() => api.close());

  const path = '/v1/application-keys';
  const owner = () => api.as(api.team.owner);

  async function join(teamRole: string): Promise<Credentials & { memberId: string }> {
    const invited = await owner()
      .post('/v1/members')
      .send({ email: `${teamRole}@example.org`, name: teamRole, team_role: teamRole })
      .expect(201);
    const { body } = await api
      .as()
      .post('/v1/invitations/accept')
      .send({ token: invited.body.invitation.token })
      .expect(200);
    const { client_id: clientId, secret } = body.application_key;
    return { clientId, secret, memberId: body.id };
  }

  it('may be created without a description and without an expiry (S1)', async () => {
    const { body } = await owner().post(path).send({}).expect(201);
    expect(body).toMatchObject({ description: null, expires_at: 'never', state: 'active' });
    expect(body.secret).toMatch(/^kpa_/);
  });

  it('are listed newest first (S1)', async () => {
    for (const description of ['first', 'second', 'third']) {
      await owner().post(path).send({ description }).expect(201);
    }
    const { body } = await owner().get(`${path}?page_size=3`).expect(200);
    const descriptions = (body.items as { description: string }[]).map((key) => key.description);
    expect(descriptions).toEqual(['third', 'second', 'first']);
  });

  it('are seen, changed and deleted only by the member who created them, not even by the owner (S1)', async () => {
    const user = await join('user');
    const own = await api.as(user).post(path).send({ description: 'mine' }).expect(201);
    const one = `${path}/${own.body.id}`;
    await owner().get(one).expect(404);
    await owner().delete(one).expect(404);
    await owner().patch(one).send({ enabled: false }).expect(404);
    const list = await owner().get(path);
    expect(JSON.stringify(list.body)).not.toContain(own.body.id);
    await api.as(user).get(one).expect(200);
  });

  it('end their access immediately when they are revoked (S1)', async () => {
    const { body } = await owner().post(path).send({}).expect(201);
    const key = { clientId: body.client_id as string, secret: body.secret as string };
    await api.as(key).get('/v1/whoami').expect(200);
    await owner().delete(`${path}/${body.id}`).expect(204);
    await api.as(key).get('/v1/whoami').expect(401);
  });

  it('act with the current permissions of their member', async () => {
    const user = await join('user');
    const role = { name: 'r', permissions: [] };
    await api.as(user).post('/v1/roles').send(role).expect(403);
    const promoted = { team_role: 'admin' };
    await owner().patch(`/v1/members/${user.memberId}`).send(promoted).expect(200);
    await api.as(user).post('/v1/roles').send(role).expect(201);
  });

  it('live no longer than the team allows if they come with an invitation', async () => {
    await owner().patch('/v1/team').send({ max_key_lifetime: '7d' }).expect(200);
    const { body } = await api
      .as(await join('user'))
      .get(path)
      .expect(200);
    const inSevenDays = new Date(api.clock.now().getTime() + 7 * DAY).toISOString();
    expect((body.items as { expires_at: string }[]).map((key) => key.expires_at)).toEqual([
      inSevenDays,
    ]);
  });

  it('cannot be used by a service account', async () => {
    const role = await owner()
      .post('/v1/roles')
      .send({ name: 'r', permissions: ['application_keys.create'] })
      .expect(201);
    const account = await owner()
      .post('/v1/service-accounts')
      .send({ name: 'ci', role_ids: [role.body.id] })
      .expect(201);
    const key = await owner()
      .post('/v1/service-account-keys')
      .send({ service_account_id: account.body.id, name: 'k', expires_in: '1d' })
      .expect(201);
    const answer = await api
      .as({ clientId: key.body.client_id as string, secret: key.body.secret as string })
      .post(path)
      .send({});
    expect([answer.status, answer.body.code]).toEqual([403, 'insufficient_permissions']);
  });

  it('are rotated, described and disabled like any other key', async () => {
    const { body } = await owner().post(path).send({ description: 'a' }).expect(201);
    const one = `${path}/${body.id}`;
    const changed = await owner()
      .patch(one)
      .send({ description: null, enabled: false })
      .expect(200);
    expect(changed.body).toMatchObject({ description: null, state: 'disabled' });
    const rotated = await owner().post(`${one}/rotate`).send({ overlap: '1h' }).expect(200);
    expect(rotated.body.secret).not.toBe(body.secret);
  });
});
