import { CREATED_KINDS } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { MINUTE, SECOND } from '../../support/manual-clock';
import { beginRun, outcomeOf } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('an object that a run in progress made, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  test.each(someInFastRun(CREATED_KINDS, 3, 2))(
    'a %s is in doubt until its run renews its lease (I2)',
    async (kind) => {
      const maker = await beginRun(api);
      const kept = await api.make(maker, kind);
      const other = await beginRun(api);
      const answer = await api.attempt(other, kind);
      expect(outcomeOf(answer)).toBe('409 run_in_doubt');
      expect(answer.body.detail).toContain('Repeat the request');
      await maker.renew().expect(200);
      const second = await api.attempt(other, kind);
      expect(outcomeOf(second)).toBe(kind === 'member' ? '409 email_in_use' : '201');
      expect(await api.exists(kind, kept.id)).toBe(true);
    },
  );

  test('counts as in progress if its run has created something since the other run began', async () => {
    const maker = await beginRun(api);
    const kept = await api.make(maker, 'role');
    const other = await beginRun(api);
    await maker.renew().expect(200);
    api.clock.advance(SECOND);
    await api.make(maker, 'wallet');
    await api.make(other, 'role');
    expect(await api.exists('role', kept.id)).toBe(true);
  });

  test('two runs at the same time each keep what they created, whichever ends first (I2)', async () => {
    const [one, two] = [await beginRun(api), await beginRun(api)];
    await one.renew().expect(200);
    const first = await api.make(one, 'application_key');
    await two.renew().expect(200);
    api.clock.advance(SECOND);
    await one.renew().expect(200);
    const second = await api.make(two, 'application_key');
    await one.finish([first.id]).expect(204);
    await two.finish([second.id]).expect(204);
    expect(await api.exists('application_key', first.id)).toBe(true);
    expect(await api.exists('application_key', second.id)).toBe(true);
  });

  test('a rotation is not replaced, and the other run is refused (I2)', async () => {
    const key = await api.finishedRun('application_key');
    const path = `${api.pathOf('application_key', key.id)}/rotate`;
    const maker = await beginRun(api);
    const { body } = await maker.post(path, { overlap: '1h' }).expect(200);
    const other = await beginRun(api);
    expect(outcomeOf(await other.post(path, { overlap: '1h' }))).toBe('409 run_in_doubt');
    await maker.renew().expect(200);
    expect(outcomeOf(await other.post(path, { overlap: '1h' }))).toBe('409 rotation_in_progress');
    await api.use(body.secret as string);
  });

  describe('if it was suspended past its lease,', () => {
    test('continues once it has renewed the lease, however long that took', async () => {
      const maker = await beginRun(api);
      const kept = await api.make(maker, 'role');
      api.clock.advance(MINUTE);
      expect(outcomeOf(await api.attempt(maker, 'wallet'))).toBe('409 run_lease_expired');
      await maker.renew().expect(200);
      const more = await api.make(maker, 'wallet');
      await maker.finish([kept.id, more.id]).expect(204);
      expect(await api.recordedAt(kept.id)).not.toBeNull();
    });

    test('is cut off by the next run of the stack that begins meanwhile', async () => {
      const maker = await beginRun(api);
      const lost = await api.make(maker, 'role');
      api.clock.advance(MINUTE);
      await api.make(await beginRun(api), 'role');
      expect(await api.exists('role', lost.id)).toBe(false);
      expect(outcomeOf(await maker.renew())).toBe('409 run_ended');
      expect(outcomeOf(await maker.finish([lost.id]))).toBe('409 run_ended');
    });

    test('is not cut off by a run of another stack or of somebody else', async () => {
      const maker = await beginRun(api);
      const kept = await api.make(maker, 'role');
      api.clock.advance(MINUTE);
      await beginRun(api, { stack: 'staging' });
      await beginRun(api, { by: await api.joinAsAdmin() });
      await maker.renew().expect(200);
      await maker.finish([kept.id]).expect(204);
    });

    test('is not cut off by a run that began before, unless that run creates an equal object', async () => {
      const [maker, other] = [await beginRun(api), await beginRun(api)];
      await maker.renew().expect(200);
      await api.make(maker, 'role');
      api.clock.advance(MINUTE);
      await other.renew().expect(200);
      await api.make(other, 'wallet');
      await maker.renew().expect(200);
      api.clock.advance(MINUTE);
      await other.renew().expect(200);
      await api.make(other, 'role');
      expect(outcomeOf(await maker.renew())).toBe('409 run_ended');
    });
  });
});
