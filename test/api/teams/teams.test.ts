import { DATABASES } from '../../support/api';
import { idsByPages, startOrganization, type Agent, type Organization } from './organization';

const CHANGED = { code: 'precondition_failed' };

describe.each(DATABASES)('teams on %s', (databaseName) => {
  let organization: Organization;
  let operator: Agent;
  let owner: Agent;

  beforeAll(async () => {
    organization = await startOrganization(databaseName);
    ({ operator, owner } = organization);
  });
  afterAll(() => organization.close());

  test('are created with an owner whose key works immediately', async () => {
    const answer = await operator
      .post('/v1/teams', { name: ' Payments ', owner: { email: 'Ada@Example.com', name: 'Ada' } })
      .expect(201);
    expect(answer.body).toMatchObject({
      name: 'Payments',
      max_key_lifetime: null,
      suspended_at: null,
      owner: { email: 'ada@example.com', name: 'Ada', team_role: 'owner', status: 'active' },
      application_key: { secret: expect.stringMatching(/^kpa_/) },
    });
    const { client_id: clientId, secret } = answer.body.application_key;
    const ada = organization.as(answer.body.owner.id, { clientId, secret });
    const own = await ada.get('/v1/team').expect(200);
    expect(own.body).toEqual((await operator.get(`/v1/teams/${answer.body.id}`)).body);
  });

  test('are managed only by the operator, who belongs to no team', async () => {
    for (const call of [
      owner.get('/v1/teams'),
      owner.get(`/v1/teams/${organization.teamId}`),
      owner.post('/v1/teams', { name: 'x', owner: { email: 'x@example.com', name: 'x' } }),
      owner.patch(`/v1/teams/${organization.teamId}`, { suspended: true }),
      operator.get('/v1/team'),
      operator.patch('/v1/team', { name: 'Mine' }),
    ]) {
      const { body, status } = await call;
      expect({ status, code: body.code }).toEqual({
        status: 403,
        code: 'insufficient_permissions',
      });
    }
  });

  test('let an owner cap the lifetime of keys, but not an admin', async () => {
    const admin = await organization.join(owner, 'admin');
    await admin.patch('/v1/team', { max_key_lifetime: '1d' }).expect(403);
    const capped = await owner.patch('/v1/team', { max_key_lifetime: '12w' }).expect(200);
    expect(capped.body.max_key_lifetime).toBe('84d');
    expect(await organization.slices.teamDirectory.policyOf(organization.teamId)).toMatchObject({
      maxKeyLifetimeSeconds: 84 * 86_400,
    });
    const lifted = await owner.patch('/v1/team', { max_key_lifetime: null }).expect(200);
    expect(lifted.body.max_key_lifetime).toBeNull();
  });

  test('keep what a change omits, and a repeated change changes nothing', async () => {
    const before = await owner.get('/v1/team');
    for (const body of [{}, { name: before.body.name }]) {
      const same = await owner.patch('/v1/team', body).expect(200);
      expect(same.headers.etag).toBe(before.headers.etag);
      expect(same.body).toEqual(before.body);
    }
  });

  test('refuse an update of an older version, by the owner and the operator', async () => {
    const { headers } = await owner.get('/v1/team');
    const stale = { 'if-match': headers.etag ?? '' };
    const renamed = await owner.patch('/v1/team', { name: 'Renamed' }, stale).expect(200);
    expect(renamed.headers.etag).not.toBe(headers.etag);
    const again = await owner.patch('/v1/team', { name: 'Other' }, stale).expect(412);
    expect(again.body).toMatchObject(CHANGED);
    const path = `/v1/teams/${organization.teamId}`;
    await operator.patch(path, { name: 'Other' }, stale).expect(412);
    await operator.patch(path, { name: 'Other' }, { 'if-match': 'W/"1"' }).expect(412);
    expect((await owner.get('/v1/team')).body.name).toBe('Renamed');
  });

  test('have no valid key while they are suspended', async () => {
    const other = await organization.foundTeam('Soon suspended');
    const { id } = (await other.get('/v1/team')).body;
    const suspended = await operator.patch(`/v1/teams/${id}`, { suspended: true }).expect(200);
    expect(suspended.body.suspended_at).toBe(organization.clock.now().toISOString());
    await other.get('/v1/team').expect(401);
    await owner.get('/v1/team').expect(200);
    await operator.patch(`/v1/teams/${id}`, { suspended: false }).expect(200);
    expect((await other.get('/v1/team').expect(200)).body.suspended_at).toBeNull();
  });

  test('are paged, each once, even if one is created in between', async () => {
    await organization.foundTeam('One more');
    const all = await idsByPages(operator, '/v1/teams', 1000);
    const foundAnother = () => organization.foundTeam('In between');
    const seen = await idsByPages(operator, '/v1/teams', 1, foundAnother);
    expect(seen.slice(0, all.length)).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
    const wrong = await operator.get('/v1/teams?page_token=bm9wZQ').expect(422);
    expect(wrong.body.errors[0]).toMatchObject({ pointer: '?page_token' });
  });

  test('are found by a part of their name, or by the start of their ID', async () => {
    await organization.foundTeam('Searched One');
    await organization.foundTeam('Searched Two');
    const found = async (q: string) => {
      const { body } = await operator.get(`/v1/teams?q=${encodeURIComponent(q)}`).expect(200);
      return body.items as readonly { id: string; name: string }[];
    };
    const both = await found('SEARCHED');
    expect(both.map(({ name }) => name)).toEqual(['Searched Two', 'Searched One']);
    expect(await found(both[0]!.id)).toEqual([both[0]]);
    expect(await found('100%')).toEqual([]);
    await operator.get('/v1/teams?q=%20').expect(422);
    await owner.get('/v1/teams?q=searched').expect(403);
  });

  test('are not found if they do not exist', async () => {
    for (const id of ['team_0', 'team_ÄÖ', 'nonsense']) {
      const answer = await operator.get(encodeURI(`/v1/teams/${id}`)).expect(404);
      expect(answer.body.code).toBe('not_found');
    }
    await operator.patch('/v1/teams/team_0', { suspended: true }).expect(404);
  });

  test.each([
    ['an empty name', { name: '' }, '/name'],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, '/name'],
    ['a bidirectional character', { name: 'pay\u202Estnem' }, '/name'],
    ['a control character', { name: 'bell\u0007' }, '/name'],
    ['an unknown field', { nmae: 'typo' }, '/nmae'],
    ['no period', { max_key_lifetime: '90 days' }, '/max_key_lifetime'],
    ["the operator's field", { suspended: true }, '/suspended'],
  ])('refuse %s, and the error names the field', async (_case, body, pointer) => {
    const answer = await owner.patch('/v1/team', body).expect(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  test('may have a name of 1 to 200 characters of any script', async () => {
    for (const name of ['x', 'x'.repeat(200), '团队 ü']) {
      expect((await owner.patch('/v1/team', { name }).expect(200)).body.name).toBe(name);
    }
  });

  test('are created once if a request is repeated with the same Idempotency-Key', async () => {
    const key = { 'idempotency-key': '8e03978e-40d5-43e8-bc93-6894a57f9324' };
    const body = { name: 'Once', owner: { email: 'once@example.com', name: 'Once' } };
    const first = await operator.post('/v1/teams', body, key).expect(201);
    const again = await operator.post('/v1/teams', body, key).expect(201);
    expect(again.body).toEqual(first.body);
    await operator.post('/v1/teams', { ...body, name: 'Twice' }, key).expect(422);
    const teams = (await operator.get('/v1/teams?page_size=1000')).body.items;
    expect(teams.filter(({ name }: { name: string }) => name === 'Once')).toHaveLength(1);
  });

  test('have every change in the trail of the team and of the operator, without a secret', async () => {
    const other = await organization.foundTeam('Audited');
    const { id } = (await other.get('/v1/team')).body;
    await operator.patch(`/v1/teams/${id}`, { name: 'Audited well' }).expect(200);
    const trail = await other.get('/v1/audit-events').expect(200);
    expect(trail.body.items.map(({ action }: { action: string }) => action)).toEqual([
      'team.updated',
      'service_key.created',
      'application_key.created',
      'member.created',
      'team.created',
    ]);
    expect(trail.body.items[0]).toMatchObject({
      actor: { kind: 'operator' },
      target: { kind: 'team', id },
      before: { name: 'Audited' },
      after: { name: 'Audited well' },
    });
    const operators = await operator.get(`/v1/operator/audit-events?target_id=${id}`).expect(200);
    expect(operators.body.items).toHaveLength(2);
  });
});
