import { createTestApi, DATABASES, type TestApi } from '../../support/api';

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
    const left = await api.database.knex('unconfirmed_creations').select();
    expect(left).toHaveLength(1);
  });
});
