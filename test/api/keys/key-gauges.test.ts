import { startKeyGauges } from '../../../api/keys/key-gauges';
import { createKnexKeyCounts } from '../../../api/keys/knex-key-counts';
import { createMetrics } from '../../../api/operations/metrics';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { DAY } from '../../support/manual-clock';
import { eventually } from '../../support/eventually';

describe.each(DATABASES)('the metrics of keys, on %s,', (on) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi(on);
  });
  afterAll(() => api.close());

  async function created(body: object): Promise<string> {
    const answer = await api.as(api.team.owner).post('/v1/application-keys').send(body).expect(201);
    return `/v1/application-keys/${answer.body.id}`;
  }

  test('count each key in one state, and those that expire within 14 days', async () => {
    const owner = api.as(api.team.owner);
    const count = createKnexKeyCounts(api.database);
    const soon = () => new Date(api.clock.now().getTime() + 14 * DAY);
    const { states } = await count(api.clock.now(), soon());

    const lived = await created({ expires_in: '10d' });
    await owner.delete(await created({ expires_in: '10d' })).expect(204);
    await owner
      .patch(await created({}))
      .send({ enabled: false })
      .expect(200);
    await created({ expires_in: '30d' });
    await created({ expires_in: '1d' });
    await created({});

    expect(await count(api.clock.now(), soon())).toEqual({
      states: { ...states, active: states.active + 4, disabled: 1, revoked: 1 },
      expiring: 2,
    });
    await owner.patch(lived).send({ enabled: false }).expect(200);
    api.clock.advance(2 * DAY);
    expect(await count(api.clock.now(), soon())).toEqual({
      states: { active: states.active + 2, disabled: 2, expired: 1, revoked: 1 },
      expiring: 0,
    });
  });

  test('show every state, and nothing that names a key', async () => {
    const metrics = createMetrics();
    const gauges = startKeyGauges({
      count: createKnexKeyCounts(api.database),
      metrics,
      clock: api.clock,
      onError: (error) => {
        throw error;
      },
    });
    await eventually(async () => {
      const { body } = await metrics.exposition();
      const lines = body.split('\n').filter((line) => /^keyplane_keys/.test(line));
      expect(lines).toEqual([
        expect.stringMatching(/^keyplane_keys\{state="active"\} [1-9]/),
        'keyplane_keys{state="disabled"} 2',
        'keyplane_keys{state="expired"} 1',
        'keyplane_keys{state="revoked"} 1',
        'keyplane_keys_expiring 0',
      ]);
    });
    await gauges.close();
  });
});

test('are not counted at a scrape', async () => {
  const metrics = createMetrics();
  let counted = 0;
  const gauges = startKeyGauges({
    count: () => {
      counted += 1;
      return Promise.resolve({
        states: { active: 1, disabled: 0, expired: 0, revoked: 0 },
        expiring: 0,
      });
    },
    metrics,
    clock: { now: () => new Date() },
    onError: () => {},
  });
  await metrics.exposition();
  await metrics.exposition();
  expect(counted).toBe(1);
  await gauges.close();
});
