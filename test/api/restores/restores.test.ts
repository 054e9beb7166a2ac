import { createChangeLog } from '../../../api/database/dialects/change-log';
import { createKnexRestoreStore } from '../../../api/restores/restore-store';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';

describe.each(DATABASES)('an announced restore, on %s,', (on) => {
  let api: TestApi;
  beforeAll(async () => {
    api = await createTestApi(on);
  });
  afterAll(() => api.close());

  const restoreOf = async () => {
    const { body } = await api.as(api.team.owner).get('/v1/whoami').expect(200);
    return (body as { restore: unknown }).restore;
  };

  test('is shown to every caller of whoami, if it is the last one', async () => {
    expect(await restoreOf()).toBeNull();
    const store = createKnexRestoreStore(api.database);
    const [first, second] = ['2026-11-28T02:00:00.000Z', '2026-11-29T02:00:00.000Z'];
    await store.insert({ id: 'r1', announcedAt: new Date(first), backupAt: null });
    expect(await restoreOf()).toEqual({ announced_at: first, backup_at: null });
    await store.insert({ id: 'r2', announcedAt: new Date(second), backupAt: new Date(first) });
    expect(await restoreOf()).toEqual({ announced_at: second, backup_at: first });
  });

  test('makes replicas read again everything that they have cached', async () => {
    const log = createChangeLog();
    const source = api.database.dialect.changeSource(api.database.knex, log, api.database.reader);
    try {
      await source.catchUp();
      const before = log.position;
      await createKnexRestoreStore(api.database).insert({
        id: 'r3',
        announcedAt: new Date(),
        backupAt: null,
      });
      await eventually(async () => {
        await source.catchUp();
        expect(log.holdsSince(before, ['of nobody'])).toBe(false);
      });
      expect(log.holdsSince(log.position, ['of nobody'])).toBe(true);
    } finally {
      await source.close();
    }
  });
});
