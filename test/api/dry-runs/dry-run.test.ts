import { DATABASES } from '../../support/api';
import {
  createsAndUpdates,
  rehearsableOperations,
  startWithEveryChange,
  type Change,
} from './support/every-change';
import { tableContents } from './support/table-contents';

type World = Awaited<ReturnType<typeof startWithEveryChange>>;

describe.each(DATABASES)('dry_run on %s', (databaseName) => {
  let world: World;

  beforeAll(async () => {
    world = await startWithEveryChange(databaseName);
  });
  afterAll(() => world.close());

  const send = ({ method, path, body, by }: Change, query = '') => {
    const agent = world.as(world.credentialsOf[by]);
    const verb = method.toLowerCase() as 'post' | 'patch' | 'put';
    return agent[verb](path + query)
      .set('keyplane-stack', 'stack')
      .set('keyplane-run', '0198c0de-0000-7000-8000-000000000000')
      .set('idempotency-key', `${path}-5f0c2f9e-77f5-4b8f-9a3a-8e4b1d2c3f4a`)
      .send(body);
  };

  it('is offered by every create and update of the OpenAPI document, and each is tried here', () => {
    const tried = world.changes.map(({ operationId }) => operationId);
    expect(tried.sort()).toEqual(rehearsableOperations().sort());
    expect(tried).toEqual(expect.arrayContaining(createsAndUpdates()));
  });

  it('answers as each call would, leaves nothing behind and shows no secret', async () => {
    const before = await tableContents(world.database);
    for (const change of world.changes) {
      const { status, text } = await send(change, '?dry_run=true');
      expect([change.operationId, status < 300 ? 'good' : text]).toEqual([
        change.operationId,
        'good',
      ]);
      expect(text).not.toMatch(/kp[ast]_[0-9A-Za-z]{49}/);
    }
    expect(await tableContents(world.database)).toEqual(before);
  });

  it('answers the same in one batch, and leaves nothing behind', async () => {
    const before = await tableContents(world.database);
    for (const by of ['owner', 'operator', 'otherOwner'] as const) {
      const requests = world.changes
        .filter((change) => change.by === by)
        .map(({ method, path, body }) => ({ method, path, body }));
      const { body } = await world
        .as(world.credentialsOf[by])
        .post('/v1/dry-runs')
        .send({ requests })
        .expect(200);
      const { results } = body as { results: { problem: unknown }[] };
      expect(results.map(({ problem }) => problem)).toEqual(requests.map(() => null));
    }
    expect(await tableContents(world.database)).toEqual(before);
  });

  it('refuses as the call would, and records no refused attempt', async () => {
    const before = await tableContents(world.database);
    const role = { name: 'r', permissions: ['service_accounts.raed'] };
    const owner = world.as(world.credentialsOf.owner);
    const refused = await owner.post('/v1/roles?dry_run=true').send(role);
    expect(refused.status).toBe(422);
    const operator = world.as(world.credentialsOf.operator);
    await operator.post('/v1/roles?dry_run=true').send({ name: 'r', permissions: [] }).expect(403);
    await owner.patch('/v1/members/mem_0?dry_run=true').send({ name: 'x' }).expect(404);
    expect(await tableContents(world.database)).toEqual(before);
    const wrong = await owner.post('/v1/roles?dry_run=yes').send(role).expect(422);
    expect((wrong.body as { errors: object[] }).errors).toMatchObject([{ pointer: '?dry_run' }]);
  });

  it('does not answer a later real call from a dry run', async () => {
    const change = world.changes.find(({ operationId }) => operationId === 'createWallet')!;
    const dry = await send(change, '?dry_run=true').expect(201);
    const real = await send(change).expect(201);
    expect(real.body).not.toEqual(dry.body);
    const { id } = real.body as { id: string };
    await world.as(world.credentialsOf.owner).get(`/v1/wallets/${id}`).expect(200);
  });
});
