import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';

const AT_ONCE = 6;

describe.each(DATABASES)('creates of the same that come at the same time, on %s,', (on) => {
  let api: TestApi;

  beforeEach(async () => {
    api = await createTestApi(on);
  });
  afterEach(() => api.close());

  const create = (path: string, run: string, body: object) =>
    api
      .as(api.team.owner)
      .post(path)
      .set({ 'Keyplane-Stack': 'prod', 'Keyplane-Run': run })
      .send(body);

  test('are refused but for one, where they are application keys of one run', async () => {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, () =>
        create('/v1/application-keys', 'run-1', { description: 'laptop' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array.from({ length: AT_ONCE - 1 }, () => 409),
    ]);
  });

  test.each([
    ['/v1/application-keys', { description: 'laptop' }],
    ['/v1/roles', { name: 'reader', permissions: ['reports.read'] }],
    ['/v1/service-accounts', { name: 'ci' }],
  ])('leave one of %s, whichever run comes last', async (path, body) => {
    const runs = Array.from({ length: AT_ONCE }, (_, at) => `run-${at}`);
    await Promise.all(runs.map((run) => create(path, run, body).expect(201)));
    const left = await api.database.knex('unconfirmed_creations').where({ settled_at: null });
    expect(left).toHaveLength(1);
  });
});

/** SQLite has one writer: there nothing comes between a look and the change that follows. */
describe('an interrupted run’s key, on postgres,', () => {
  let api: TestApi;

  beforeEach(async () => {
    api = await createTestApi('postgres');
  });
  afterEach(() => api.close());

  const create = (run: string) =>
    api
      .as(api.team.owner)
      .post('/v1/application-keys')
      .set({ 'Keyplane-Stack': 'prod', 'Keyplane-Run': run })
      .send({ description: 'laptop' });

  const isBlocked = async () => {
    const { rows } = (await api.database.knex.raw(
      "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    )) as { rows: unknown[] };
    return rows.length > 0;
  };

  test.each([
    ['is replaced', async () => {}, 'revoked'],
    [
      'stays where it is confirmed while the next run is about to replace it',
      async (knex: TestApi['database']['knex'], id: string) => {
        await knex('unconfirmed_creations').where({ resource_id: id }).update({ settled_at: 1 });
      },
      'active',
    ],
    [
      'stays where it is used at that moment',
      async (knex: TestApi['database']['knex'], id: string) => {
        await knex('keys').where({ id }).update({ used: true });
      },
      'active',
    ],
  ])('%s', async (_what, meanwhile, state) => {
    const { body: twin } = await create('run-1').expect(201);
    const other = await api.database.knex.transaction();
    await other('keys').where({ id: twin.id }).forUpdate();
    const next = create('run-2').expect(201);
    const created = next.then(({ body }) => body.id as string);
    await eventually(async () => expect(await isBlocked()).toBe(true));
    await meanwhile(other, twin.id as string);
    await other.commit();
    expect(await created).not.toBe(twin.id);
    const { body } = await api.as(api.team.owner).get(`/v1/application-keys/${twin.id}`);
    expect(body.state).toBe(state);
  });
});
