import { CREATED_KINDS } from '../../../api/domain/kinds';
import { randomUUID } from 'node:crypto';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { eventually } from '../../support/eventually';
import { DAY, SECOND } from '../../support/manual-clock';
import { beginRun, describeRun, outcomeOf } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('an object that a finished run made, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  /** A second member with the same address is refused, even if somebody else sends the invitation. */
  const AGAIN = CREATED_KINDS.filter((kind) => kind !== 'member');

  test.each(someInFastRun(AGAIN, 3))(
    'a %s is never ended if the next run creates an equal one (I1)',
    async (kind) => {
      const kept = await api.finishedRun(kind);
      const next = await beginRun(api);
      const second = await api.make(next, kind);
      expect(second.id).not.toBe(kept.id);
      expect(await api.exists(kind, kept.id)).toBe(true);
    },
  );

  test('an invited member is never ended for another invitation (I1)', async () => {
    const kept = await api.finishedRun('member');
    const answer = await api.attempt(await beginRun(api), 'member');
    expect(outcomeOf(answer)).toBe('409 email_in_use');
    expect(await api.exists('member', kept.id)).toBe(true);
  });

  test('is never ended, on any day and for any stack (I1)', async () => {
    const kept = await api.finishedRun('application_key');
    for (const stack of ['prod', 'staging']) {
      api.clock.advance(DAY + SECOND);
      await api.make(await beginRun(api, { stack }), 'application_key');
    }
    expect(await api.exists('application_key', kept.id)).toBe(true);
  });

  test.each(someInFastRun(CREATED_KINDS, 3, 1))(
    'a %s that it did not deliver is replaced immediately (I3)',
    async (kind) => {
      const run = await beginRun(api);
      const lost = await api.make(run, kind);
      await run.finish([]).expect(204);
      const second = await api.make(await beginRun(api), kind);
      // A member stays the same, with a new invitation.
      expect(second.id === lost.id).toBe(kind === 'member');
      expect(await api.exists(kind, second.id)).toBe(true);
      expect(await api.exists(kind, lost.id)).toBe(kind === 'member');
    },
  );

  test('is recorded in several calls if there is more, and the run goes on until the last call', async () => {
    const run = await beginRun(api);
    const [one, two] = [await api.make(run, 'role'), await api.make(run, 'wallet')];
    await run.finish([one.id], [], true).expect(204);
    await api.make(run, 'group');
    await run.finish([two.id]).expect(204);
    expect(outcomeOf(await api.attempt(run, 'role'))).toBe('409 run_ended');
    expect(await api.recordedAt(one.id)).not.toBeNull();
    expect(await api.recordedAt(two.id)).not.toBeNull();
  });

  test('stays recorded if the notice is repeated, or if the run is reported as cut off later', async () => {
    const run = await beginRun(api);
    const kept = await api.make(run, 'role');
    await run.finish([kept.id]).expect(204);
    await run.finish([kept.id]).expect(204);
    await run.cutOff().expect(204);
    await api.make(await beginRun(api), 'role');
    expect(await api.exists('role', kept.id)).toBe(true);
  });

  test('is not recorded by the notice of another run or another team', async () => {
    const stranger = await api.foundTeam('stranger');
    const run = await beginRun(api);
    const lost = await api.make(run, 'role');
    const other = describeRun(api);
    await other.finish([lost.id]).expect(204);
    const foreign = await beginRun(api, { by: stranger.owner, id: run.id });
    await foreign.finish([lost.id], [lost.secret_version ?? 1]).expect(204);
    expect(await api.recordedAt(lost.id)).toBeNull();
  });

  test('is not recorded by a notice that comes after the run was cut off', async () => {
    const run = await beginRun(api);
    const lost = await api.make(run, 'role');
    await run.cutOff().expect(204);
    expect(outcomeOf(await run.finish([lost.id]))).toBe('409 run_ended');
    expect(await api.recordedAt(lost.id)).toBeNull();
  });

  test('keeps a rotation that its run delivered, and the next run cannot rotate during its overlap', async () => {
    const key = await api.finishedRun('application_key');
    const path = `${api.pathOf('application_key', key.id)}/rotate`;
    const run = await beginRun(api);
    const { body } = await run.post(path, { overlap: '1h' }).expect(200);
    await run.finish([], [body.secret_version as number]).expect(204);
    const next = await beginRun(api);
    expect(outcomeOf(await next.post(path, { overlap: '1h' }))).toBe('409 rotation_in_progress');
    await api.use(body.secret as string);
  });

  test.each(['finish', 'name'] as const)(
    'has its stored answers erased by %s, those of rotations too',
    async (how) => {
      const key = await api.finishedRun('application_key');
      const run = await beginRun(api);
      const path = `${api.pathOf('application_key', key.id)}/rotate`;
      const { body } = await run.post(path, { overlap: '1h' }, randomUUID()).expect(200);
      const kept = () => api.database.knex('idempotent_answers').whereNotNull('sealed_answer');
      expect(await kept()).toHaveLength(1);
      await run[how]([], [body.secret_version as number]).expect(204);
      expect(await kept()).toEqual([]);
    },
  );

  test('counts as recorded once it was used, even if its notice never came', async () => {
    const run = await beginRun(api);
    const kept = await api.make(run, 'application_key');
    await api.use(kept.secret);
    await eventually(async () => expect(await api.recordedAt(kept.id)).not.toBeNull());
    await run.cutOff().expect(204);
    await api.make(await beginRun(api), 'application_key');
    expect(await api.exists('application_key', kept.id)).toBe(true);
  });

  test('is recorded with up to 5000 IDs and 5000 versions in one notice, and no more', async () => {
    const ids = Array.from({ length: 5000 }, (_, at) => `sak_${String(at).padStart(26, '0')}`);
    const versions = Array.from({ length: 5000 }, (_, at) => at + 1000);
    const run = await beginRun(api);
    await run.name(ids, versions).expect(204);
    await run.finish(ids, versions, true).expect(204);
    expect((await run.finish([...ids, 'one-more'])).status).toBe(422);
    expect((await run.name(ids, [...versions, 1])).status).toBe(422);
  });
});
