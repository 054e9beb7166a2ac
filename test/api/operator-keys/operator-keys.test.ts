import { createTestApi, DATABASES, type Credentials, type TestApi } from '../../support/api';
import { DAY } from '../../support/manual-clock';
import { openBrowser } from '../sessions/browser';

interface OperatorKey {
  readonly id: string;
  readonly client_id: string;
  readonly current: boolean;
  readonly description: string | null;
}

describe.each(DATABASES)('the keys of the operator, on %s', (on) => {
  let api: TestApi;

  beforeEach(async () => {
    api = await createTestApi(on);
  });
  afterEach(() => api.close());

  const by = (credentials: Credentials = api.operator) => api.as(credentials);

  async function create(body: object = {}, credentials = api.operator) {
    const { body: created } = await by(credentials)
      .post('/v1/operator/keys')
      .send(body)
      .expect(201);
    const { client_id: clientId, secret, id } = created as OperatorKey & { secret: string };
    return { id, clientId, secret };
  }

  async function list(credentials = api.operator): Promise<readonly OperatorKey[]> {
    const { body } = await by(credentials).get('/v1/operator/keys').expect(200);
    return (body as { items: OperatorKey[] }).items;
  }

  async function firstId(): Promise<string> {
    const keys = await list();
    return keys.find(({ client_id }) => client_id === api.operator.clientId)?.id ?? '';
  }

  it('are listed without their secrets', async () => {
    const another = await create({ description: 'Ada, on call', expires_in: '90d' });
    const keys = await list();
    expect(keys).toEqual([
      expect.objectContaining({
        client_id: api.operator.clientId,
        description: 'Operator',
        state: 'active',
        current: true,
        created_by_key: null,
        expires_at: 'never',
      }),
      expect.objectContaining({
        id: another.id,
        description: 'Ada, on call',
        current: false,
        created_by_key: keys[0]?.id,
        expires_at: new Date(api.clock.now().getTime() + 90 * DAY).toISOString(),
        last_used_at: null,
      }),
    ]);
    expect(JSON.stringify(keys)).not.toContain(another.secret.slice(10));
    expect(JSON.stringify(keys)).not.toContain(api.operator.secret.slice(10));
  });

  it('are replaced: the new one works, and the old one and its sessions end', async () => {
    const replaced = await firstId();
    const browser = openBrowser(api);
    await browser.signIn(api.operator).expect(201);
    const another = await create({ description: 'Second' });
    const ofAnother = openBrowser(api);
    await ofAnother.signIn(another).expect(201);
    await by(another).delete(`/v1/operator/keys/${replaced}?reason=replaced`).expect(204);
    await by().get('/v1/teams').expect(401);
    await browser.send('get', '/v1/teams').expect(401);
    await ofAnother.send('get', '/v1/teams').expect(200);
    expect(await list(another)).toEqual([expect.objectContaining({ current: true })]);
    const { body: tombstone } = await by(another).get(`/v1/operator/keys/${replaced}`).expect(200);
    expect(tombstone).toMatchObject({
      state: 'revoked',
      revocation: { reason: 'replaced' },
    });
    await by(another).get('/v1/operator/keys/ak_none').expect(404);
  });

  it('are marked in the session that began with one', async () => {
    const another = await create();
    const browser = openBrowser(api);
    await browser.signIn(another).expect(201);
    const { body } = await browser.send('get', '/v1/operator/keys').expect(200);
    const current = (body as { items: OperatorKey[] }).items.filter((key) => key.current);
    expect(current.map(({ id }) => id)).toEqual([another.id]);
  });

  it('refuse to lose the last working key without allow_last', async () => {
    const first = await firstId();
    const path = `/v1/operator/keys/${first}`;
    const { body } = await by().delete(path).expect(409);
    expect(body).toMatchObject({ code: 'last_operator_key' });
    await create({ expires_in: '1d' });
    api.clock.advance(DAY + 1);
    await by().delete(path).expect(409);
    await by().get('/v1/teams').expect(200);
    await by().delete(`${path}?allow_last=true`).expect(204);
    await by().get('/v1/teams').expect(401);
  });

  it('are revoked without allow_last if they no longer work', async () => {
    const expired = await create({ expires_in: '1d' });
    api.clock.advance(DAY + 1);
    await by().delete(`/v1/operator/keys/${expired.id}`).expect(204);
    await by().delete(`/v1/operator/keys/${expired.id}`).expect(204);
    expect(await list()).toHaveLength(1);
  });

  it('are never all revoked by two operators who revoke at the same time', async () => {
    const another = await create();
    const first = await firstId();
    const answers = await Promise.all([
      by(another).delete(`/v1/operator/keys/${first}`),
      by().delete(`/v1/operator/keys/${another.id}`),
    ]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    const stillWorks = await Promise.all(
      [api.operator, another].map((key) => by(key).get('/v1/teams')),
    );
    expect(stillWorks.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  it('are both created by two operators who rotate at the same time, with one key', async () => {
    const first = await firstId();
    const [ada, bob] = await Promise.all([create({ description: 'A' }), create({})]);
    const answers = await Promise.all(
      [ada, bob].map((key) => by(key).delete(`/v1/operator/keys/${first}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 204]);
    await by(ada).get('/v1/teams').expect(200);
    await by(bob).get('/v1/teams').expect(200);
  });

  it('are created once by a repeated request', async () => {
    const header = 'b1f6a0ee-5a2c-4e0a-9d55-0f2f1f0f8a11';
    const post = () => by().post('/v1/operator/keys').set('idempotency-key', header).send({});
    const { body: once } = await post().expect(201);
    const { body: again } = await post().expect(201);
    expect(again).toEqual(once);
    expect(await list()).toHaveLength(2);
  });

  it('are unknown to members, and the operator ends no key of a member here', async () => {
    const owner = by(api.team.owner);
    await owner.get('/v1/operator/keys').expect(403);
    await owner.post('/v1/operator/keys').send({}).expect(403);
    await owner.delete(`/v1/operator/keys/${await firstId()}`).expect(403);
    const { body } = await owner.get('/v1/application-keys').expect(200);
    const [ofOwner] = (body as { items: OperatorKey[] }).items;
    await by().delete(`/v1/operator/keys/${ofOwner?.id}?allow_last=true`).expect(404);
    await owner.get('/v1/team').expect(200);
  });

  it('end together with the leaked key that created them', async () => {
    const attackers = await create({ description: 'Backdoor' });
    const secrets = [api.operator.secret];
    await api.as().post('/v1/keys/revoke-leaked').send({ secrets, cascade: true }).expect(200);
    await by(attackers).get('/v1/teams').expect(401);
  });

  it('are refused if they would have expired already, or have two expiries', async () => {
    const past = { expires_at: '2020-01-01T00:00:00Z' };
    await by().post('/v1/operator/keys').send(past).expect(422);
    const both = { expires_in: '1d', expires_at: 'never' };
    await by().post('/v1/operator/keys').send(both).expect(422);
    expect(await list()).toHaveLength(1);
  });

  it('are in the trail of the operator, without a secret', async () => {
    const another = await create({ description: 'Second' });
    await by().delete(`/v1/operator/keys/${another.id}?reason=not%20needed`).expect(204);
    await by()
      .delete(`/v1/operator/keys/${await firstId()}`)
      .expect(409);
    const { body } = await by().get('/v1/operator/audit-events').expect(200);
    const events = (body as { items: object[] }).items;
    expect(events.slice(0, 3)).toEqual([
      expect.objectContaining({ action: 'revokeOperatorKey', outcome: 'last_operator_key' }),
      expect.objectContaining({
        action: 'application_key.revoked',
        after: expect.objectContaining({ id: another.id, revoked_reason: 'not needed' }),
      }),
      expect.objectContaining({
        action: 'application_key.created',
        after: expect.objectContaining({ id: another.id, description: 'Second' }),
      }),
    ]);
    expect(JSON.stringify(events)).not.toContain(another.secret.slice(10));
  });
});
