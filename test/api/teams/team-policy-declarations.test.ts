import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { beginRun, type TestRun } from '../../support/runs';

const DEFAULTS = {
  max_key_lifetime: null,
  require_expiry: false,
  allowed_secret_deliveries: null,
};
const STRICT = {
  max_key_lifetime: '90d',
  require_expiry: true,
  allowed_secret_deliveries: ['claim', 'public_key'],
};

describe.each(DATABASES)('the declared policy of a team on %s', (databaseName) => {
  let api: TestApi;
  let path: string;
  let first: TestRun;
  let second: TestRun;

  beforeAll(async () => {
    api = await createTestApi(databaseName);
    path = `/v1/team-policies/${api.team.id}`;
  });
  afterAll(() => api.close());

  beforeEach(async () => {
    first = await beginRun(api, { stack: 's3://first#prod' });
    second = await beginRun(api, { stack: 's3://second#prod' });
  });
  afterEach(async () => {
    await owner().delete(path);
  });

  const owner = () => api.as(api.team.owner);
  const teamNow = async () => (await owner().get('/v1/team').expect(200)).body as object;
  const declare = (run: TestRun, policy: object = STRICT) => run.post('/v1/team-policies', policy);
  const refusedNaming = (stack: string) => ({
    code: 'team_policy_declared',
    resource_id: api.team.id,
    detail: expect.stringContaining(`the stack "${stack}"`),
  });

  it('takes effect immediately, and is read with the stack that manages it', async () => {
    const declared = await declare(first).expect(201);
    expect(declared.body).toEqual({
      ...STRICT,
      id: api.team.id,
      stack: first.stack,
      created_at: api.clock.now().toISOString(),
      created_by: api.team.owner.memberId,
    });
    expect((await owner().get(path).expect(200)).body).toEqual(declared.body);
    const { body: list } = await owner().get('/v1/team-policies').expect(200);
    expect(list).toEqual({ items: [declared.body] });
    expect(await teamNow()).toMatchObject(STRICT);
    const key = await owner().post('/v1/application-keys').send({ expires_in: '91d' });
    expect(key).toMatchObject({ status: 422, body: { code: 'lifetime_exceeds_team_limit' } });
  });

  it('replaces what was set without a declaration', async () => {
    await owner().patch('/v1/team').send({ max_key_lifetime: '30d' }).expect(200);
    await owner().get(path).expect(404);
    const { body: list } = await owner().get('/v1/team-policies').expect(200);
    expect(list).toEqual({ items: [] });
    await declare(first, { require_expiry: true }).expect(201);
    expect(await teamNow()).toMatchObject({ ...DEFAULTS, require_expiry: true });
  });

  it('refuses a second declaration, and names the first', async () => {
    await declare(first).expect(201);
    for (const run of [second, first]) {
      const refused = await declare(run, DEFAULTS).expect(409);
      expect(refused.body).toMatchObject(refusedNaming(first.stack));
    }
    const planned = await owner().post('/v1/team-policies?dry_run=true').send(DEFAULTS).expect(409);
    expect(planned.body).toMatchObject(refusedNaming(first.stack));
    expect(await teamNow()).toMatchObject(STRICT);
  });

  it('is declared once, although two stacks ask at once', async () => {
    const answers = await Promise.all([declare(first), declare(second)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('is changed and deleted by its own stack, and not by another', async () => {
    await declare(first).expect(201);
    const changed = await first.patch(path, { max_key_lifetime: '60d' }).expect(200);
    expect(changed.body).toMatchObject({ ...STRICT, max_key_lifetime: '60d', stack: first.stack });
    for (const refused of [await second.patch(path, DEFAULTS), await second.delete(path)]) {
      expect(refused).toMatchObject({ status: 409, body: refusedNaming(first.stack) });
    }
    expect(await teamNow()).toMatchObject({ max_key_lifetime: '60d' });
  });

  it('keeps its stack when a person changes it', async () => {
    await declare(first).expect(201);
    await owner().patch('/v1/team').send({ require_expiry: false }).expect(200);
    const changed = await owner().patch(path).send({ max_key_lifetime: null }).expect(200);
    expect(changed.body).toMatchObject({ stack: first.stack, require_expiry: false });
  });

  it('restores the defaults when deleted, after which another stack may declare it', async () => {
    await declare(first).expect(201);
    await first.delete(path).expect(204);
    expect(await teamNow()).toMatchObject(DEFAULTS);
    await owner().get(path).expect(404);
    await first.delete(path).expect(404);
    expect((await declare(second).expect(201)).body).toMatchObject({ stack: second.stack });
  });

  it('is taken over by a stack that names the current one', async () => {
    await declare(first).expect(201);
    const wrong = await second.patch(path, { take_over_from: 'another' }).expect(409);
    expect(wrong.body).toMatchObject(refusedNaming(first.stack));
    const { headers } = await owner().get(path);
    const taken = await second.patch(path, { take_over_from: first.stack }).expect(200);
    expect(taken.body).toMatchObject({ ...STRICT, stack: second.stack });
    expect(taken.headers['etag']).not.toBe(headers['etag']);
    expect((await first.patch(path, DEFAULTS).expect(409)).body).toMatchObject(
      refusedNaming(second.stack),
    );
    expect((await first.delete(path).expect(409)).body).toMatchObject(refusedNaming(second.stack));
    await second.delete(path).expect(204);
  });

  it('may be declared without a stack, and can then be taken over by naming null as its stack', async () => {
    await owner().post('/v1/team-policies').send(STRICT).expect(201);
    const refused = await declare(first).expect(409);
    expect(refused.body.detail).toContain('a request without a stack');
    await first.patch(path, {}).expect(409);
    const taken = await first.patch(path, { take_over_from: null }).expect(200);
    expect(taken.body).toMatchObject({ stack: first.stack });
  });

  it('answers a repeated request again, and honors If-Match', async () => {
    const key = 'c6d1b2d0-6f0e-4f6a-9d3c-5a1c8e1b7a10';
    const once = await first.post('/v1/team-policies', STRICT, key).expect(201);
    const again = await first.post('/v1/team-policies', STRICT, key).expect(201);
    expect(again.body).toEqual(once.body);
    await owner().patch(path).set('If-Match', '"0"').send({}).expect(412);
  });

  it('can be declared only by the owner, and is hidden from other teams', async () => {
    await declare(first).expect(201);
    const { body } = await api
      .as(api.operator)
      .post('/v1/teams')
      .send({ name: 'Other', owner: { email: 'eve@example.com', name: 'Eve' } })
      .expect(201);
    const key = body.application_key as { client_id: string; secret: string };
    const other = api.as({ clientId: key.client_id, secret: key.secret });
    await other.get(path).expect(404);
    await other.patch(path).send({ require_expiry: false }).expect(404);
    await other.delete(path).expect(404);
    await other.get(`/v1/team-policies/${String(body.id)}`).expect(404);
  });

  it('refuses an impossible policy at its field', async () => {
    const refusedAt = async (policy: object) =>
      ((await declare(first, policy).expect(422)).body.errors as { pointer: string }[]).map(
        ({ pointer }) => pointer,
      );
    expect(await refusedAt({ max_key_lifetime: 'ninety' })).toEqual(['/max_key_lifetime']);
    expect(await refusedAt({ allowed_secret_deliveries: [] })).toEqual([
      '/allowed_secret_deliveries',
    ]);
    expect(await refusedAt({ allowed_secret_deliveries: ['mail'] })).toEqual([
      '/allowed_secret_deliveries/0',
    ]);
  });

  it('is in the audit trail with its previous value', async () => {
    await declare(first).expect(201);
    await second.patch(path, { take_over_from: first.stack }).expect(200);
    await second.delete(path).expect(204);
    const { body } = await owner().get('/v1/audit-events?page_size=3').expect(200);
    const events = body.items as { action: string; before: object; after: object }[];
    expect(events.map(({ action }) => action)).toEqual([
      'team_policy.deleted',
      'team_policy.updated',
      'team_policy.created',
    ]);
    expect(events[1]).toMatchObject({
      before: { ...STRICT, stack: first.stack },
      after: { ...STRICT, stack: second.stack },
    });
  });
});
