import { DATABASES, type Credentials } from '../../support/api';
import { createOAuthApi, type OAuthApi } from '../oauth/support/oauth-api';

describe.each(DATABASES)('an access token with a scope, on %s,', (on) => {
  let api: OAuthApi;

  beforeEach(async () => {
    api = await createOAuthApi(on);
  });

  afterEach(() => api.close());

  async function bearer(key: Credentials, scope?: string) {
    const token = await api.accessToken(key, scope === undefined ? {} : { scope });
    return api.as().set('Authorization', `Bearer ${token}`);
  }

  const outcome = ({ status, body }: { status: number; body: { code?: string } }) => [
    status,
    body.code,
  ];

  it('creates no application key, which could do everything that its member may do', async () => {
    const path = '/v1/application-keys';
    const own = await api.as(api.team.owner).post(path).send({ enabled: false }).expect(201);
    const one = `${path}/${own.body.id}`;
    const narrow = await bearer(
      api.team.owner,
      'application_keys.create application_keys.update application_keys.rotate',
    );
    const escalation = [403, 'role_escalation'];
    expect(outcome(await narrow.post(path).send({}))).toEqual(escalation);
    expect(outcome(await narrow.patch(one).send({ enabled: true }))).toEqual(escalation);
    expect(outcome(await narrow.post(`${one}/rotate`).send({}))).toEqual(escalation);
    await narrow.patch(one).send({ description: 'described' }).expect(200);
    await (await bearer(api.team.owner)).post(path).send({}).expect(201);
  });

  it("cannot do what only the operator may do, even if it is the operator's", async () => {
    const narrow = await bearer(api.operator, 'keys.verify');
    const founding = { name: 'spoils', owner: { email: 'eve@example.com', name: 'Eve' } };
    const refusal = [403, 'insufficient_permissions'];
    expect(outcome(await narrow.post('/v1/teams').send(founding))).toEqual(refusal);
    expect(outcome(await narrow.get('/v1/operator/audit-events'))).toEqual(refusal);
    await narrow.post('/v1/keys/verify').send({ secret: 'x' }).expect(200);
    await (await bearer(api.operator)).post('/v1/teams').send(founding).expect(201);
  });

  it('neither reads nor marks its member’s notifications', async () => {
    const narrow = await bearer(api.team.owner, 'members.read');
    const refusal = [403, 'insufficient_permissions'];
    expect(outcome(await narrow.get('/v1/notifications'))).toEqual(refusal);
    expect(outcome(await narrow.get('/v1/notifications/ntf_0'))).toEqual(refusal);
    const read = { read: true };
    expect(outcome(await narrow.patch('/v1/notifications/ntf_0').send(read))).toEqual(refusal);
    const whole = await bearer(api.team.owner);
    await whole.get('/v1/notifications').expect(200);
  });

  it('does not make its member leave, unless its scope allows that', async () => {
    const self = `/v1/members/${api.team.owner.memberId}`;
    const leave = async (scope: string) =>
      outcome(await (await bearer(api.team.owner, scope)).delete(self));
    expect(await leave('members.read')).toEqual([403, 'insufficient_permissions']);
    expect(await leave('members.delete')).toEqual([409, 'last_owner']);
  });
});
