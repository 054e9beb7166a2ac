import { createBacklogGauges } from '../../../api/mail/backlog-gauges';
import { createMetrics } from '../../../api/operations/metrics';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';

describe.each(DATABASES)('the metrics of the mail queue on %s', (databaseName) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi(databaseName);
  });
  afterAll(() => api.close());

  it('show how many mails wait, and how long the oldest has waited', async () => {
    const { slices, clock, team } = api;
    const metrics = createMetrics();
    const measure = createBacklogGauges({ store: slices.outboxStore, metrics, clock });
    const shown = async () => {
      const { body } = await metrics.exposition();
      return /keyplane_mail_queue_length (\d+)[^]*_oldest_seconds (\d+)/.exec(body)?.slice(1);
    };
    await measure();
    expect(await shown()).toEqual(['0', '0']);

    for (const thread of ['first', 'second']) {
      await slices.outboxStore.put({
        id: slices.ids.next('notification'),
        teamId: team.id,
        memberId: team.owner.memberId,
        kind: 'notice',
        thread,
        revision: 1,
        keyId: null,
        subject: 'Subject',
        text: 'Text',
        sealedToken: null,
        attempts: 0,
        createdAt: clock.now(),
      });
      clock.advance(60_000);
    }
    await measure();
    expect(await shown()).toEqual(['2', '120']);
  });
});
