import { createTestApi, DATABASES, type TestApi } from '../../support/api';

const HEADERS = { 'Keyplane-Stack': 'prod', 'Keyplane-Run': 'run-1' } as const;

describe.each(DATABASES)('on %s, a stack without a run, or a run without a stack,', (on) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(on);
  });
  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);

  it.each([
    ['Keyplane-Stack', 'Keyplane-Run'],
    ['Keyplane-Run', 'Keyplane-Stack'],
  ] as const)('is refused if only %s is sent', async (given, absent) => {
    const remembered = api.endpoints.filter(
      ({ idempotent, conditional, access }) =>
        (idempotent ?? conditional) && access !== 'public' && access !== 'operator',
    );
    expect(remembered.length).toBeGreaterThan(20);
    for (const { method, path, operationId } of remembered) {
      const { status, body } = await owner()
        [method](path.replaceAll(/\{\w+\}/g, 'x_0'))
        .set(given, HEADERS[given])
        .send({});
      expect([operationId, status, body.errors]).toEqual([
        operationId,
        422,
        [
          {
            pointer: `#${absent.toLowerCase()}`,
            code: 'invalid_header',
            message: expect.stringContaining(`${absent} is missing, although ${given} is given.`),
          },
        ],
      ]);
    }
  });

  it('creates nothing, also in a dry run', async () => {
    const before = (await owner().get('/v1/roles').expect(200)).body as object;
    for (const query of ['', '?dry_run=true']) {
      await owner()
        .post(`/v1/roles${query}`)
        .set('Keyplane-Stack', 'prod')
        .send({ name: 'reader', permissions: ['reports.read'] })
        .expect(422);
    }
    expect((await owner().get('/v1/roles').expect(200)).body).toEqual(before);
  });

  it('is accepted by endpoints that ask only for the stack', async () => {
    await owner().get('/v1/stack').set('Keyplane-Stack', 'prod').expect(200);
    await owner().get('/v1/roles').set('Keyplane-Run', 'run-1').expect(200);
    await owner()
      .post('/v1/creations/confirm')
      .set('Keyplane-Stack', 'prod')
      .send({ ids: ['role_0'] })
      .expect(204);
  });
});
