import { CREATED_KINDS } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { beginRun, outcomeOf } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('equal bodies, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  const REPEATABLE = CREATED_KINDS.filter((kind) => kind !== 'member');

  test.each(someInFastRun(REPEATABLE, 3))('create three of a %s in one run (S1)', async (kind) => {
    const run = await beginRun(api);
    const ids = new Set<string>();
    for (let at = 0; at < 3; at += 1) ids.add((await api.make(run, kind)).id);
    expect(ids.size).toBe(3);
    for (const id of ids) expect(await api.exists(kind, id)).toBe(true);
  });

  test('can be increased from two to three without ending an object', async () => {
    const first = await beginRun(api);
    const ids = [
      (await api.make(first, 'application_key')).id,
      (await api.make(first, 'application_key')).id,
    ];
    await first.finish(ids).expect(204);
    const second = await beginRun(api);
    await second.name(ids).expect(204);
    ids.push((await api.make(second, 'application_key')).id);
    for (const id of ids) expect(await api.exists('application_key', id)).toBe(true);
  });

  test('exist exactly as often as the state wants if a cut-off run delivered one of them (I3)', async () => {
    const run = await beginRun(api);
    const [kept, lost, alsoLost] = [
      await api.make(run, 'application_key'),
      await api.make(run, 'application_key'),
      await api.make(run, 'application_key'),
    ];
    await run.cutOff().expect(204);
    const next = await beginRun(api);
    await next.name([kept.id]).expect(204);
    const made = [await api.make(next, 'application_key'), await api.make(next, 'application_key')];
    await next.finish(made.map(({ id }) => id)).expect(204);
    expect(await api.exists('application_key', kept.id)).toBe(true);
    expect(await api.exists('application_key', lost.id)).toBe(false);
    expect(await api.exists('application_key', alsoLost.id)).toBe(false);
    const { body } = await api.owner().get('/v1/creations?sort=created_at').expect(200);
    expect((body.items as { id: string }[]).map(({ id }) => id)).toEqual(
      [kept, ...made].map(({ id }) => id).sort(),
    );
  });

  test('take over a role once if an account has it, and create new roles after that', async () => {
    const run = await beginRun(api);
    const held = await api.make(run, 'role');
    await api.make(run, 'service_account', { role_ids: [held.id] });
    await run.cutOff().expect(204);
    const next = await beginRun(api);
    expect((await api.make(next, 'role')).id).toBe(held.id);
    expect((await api.make(next, 'role')).id).not.toBe(held.id);
    await next.cutOff().expect(204);
    const last = await beginRun(api);
    expect((await api.make(last, 'role')).id).toBe(held.id);
  });

  test('cannot invite one address twice within one run', async () => {
    const run = await beginRun(api);
    await api.make(run, 'member');
    expect(outcomeOf(await api.attempt(run, 'member'))).toBe('409 email_in_use');
  });
});
