import { CREATED_KINDS } from '../../../api/domain/kinds';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { eventually } from '../../support/eventually';
import { MINUTE, SECOND } from '../../support/manual-clock';
import { beginRun, outcomeOf, type TestRun } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('an object that a cut-off run made, on %s,', (on) => {
  let api: CreationsApi;

  beforeEach(async () => {
    api = await startCreations(on);
  });
  afterEach(() => api.close());

  /** The ways in which a run ends without Terraform. */
  const ENDINGS: readonly [string, (run: TestRun) => Promise<unknown>][] = [
    ['is reported', async (run) => run.cutOff().expect(204)],
    ['is found by its lease', () => Promise.resolve(api.clock.advance(11 * SECOND))],
  ];

  describe.each(ENDINGS)('if that %s,', (how, end) => {
    test.each(someInFastRun(CREATED_KINDS, 4, how === 'is reported' ? 0 : 1))(
      'a %s is replaced if nothing of its stack is recorded (I3)',
      async (kind) => {
        const run = await beginRun(api);
        const lost = await api.make(run, kind);
        await end(run);
        const second = await api.make(await beginRun(api), kind);
        expect(second.id === lost.id).toBe(kind === 'member');
        expect(await api.exists(kind, second.id)).toBe(true);
        expect(await api.exists(kind, lost.id)).toBe(kind === 'member');
      },
    );
  });

  test.each(someInFastRun(CREATED_KINDS, 4, 2))(
    'a %s is replaced once everything else in the stack has been presented (I3)',
    async (kind) => {
      const kept = await api.finishedRun('role', { name: 'kept' });
      const run = await beginRun(api);
      const lost = await api.make(run, kind);
      await run.cutOff().expect(204);
      const next = await beginRun(api);
      await next.name([kept.id]).expect(204);
      await api.make(next, kind);
      expect(await api.exists(kind, lost.id)).toBe(kind === 'member');
      expect(await api.exists('role', kept.id)).toBe(true);
    },
  );

  test.each(someInFastRun(CREATED_KINDS, 4, 3))(
    'a %s is refused, with its ID, if the rest was not presented',
    async (kind) => {
      await api.finishedRun('role', { name: 'not presented' });
      const run = await beginRun(api);
      const lost = await api.make(run, kind);
      await run.cutOff().expect(204);
      const answer = await api.attempt(await beginRun(api), kind);
      expect(outcomeOf(answer)).toBe('409 abandoned_creation');
      expect(answer.body.resource_id).toBe(lost.id);
      expect(answer.body.detail).toContain(`import ${lost.id}`);
      expect(await api.exists(kind, lost.id)).toBe(true);
    },
  );

  test('a key that a state holds is named by its refresh, and stays (I1)', async () => {
    const run = await beginRun(api);
    const kept = await api.make(run, 'application_key');
    await run.cutOff().expect(204);
    const next = await beginRun(api);
    await next.name([kept.id]).expect(204);
    await api.make(next, 'application_key');
    expect(await api.exists('application_key', kept.id)).toBe(true);
  });

  test('is refused if the rest was presented only before the run was cut off', async () => {
    const kept = await api.finishedRun('role', { name: 'kept' });
    const run = await beginRun(api);
    await run.name([kept.id]).expect(204);
    api.clock.advance(SECOND);
    await api.make(run, 'application_key');
    await run.cutOff().expect(204);
    const answer = await api.attempt(await beginRun(api), 'application_key');
    expect(outcomeOf(answer)).toBe('409 abandoned_creation');
  });

  test('is refused if one of the recorded objects is known only by its use', async () => {
    const kept = await api.finishedRun('role', { name: 'kept' });
    const run = await beginRun(api);
    const used = await api.make(run, 'application_key', { description: 'used' });
    api.clock.advance(1);
    await api.make(run, 'application_key');
    await run.cutOff().expect(204);
    api.clock.advance(SECOND);
    await api.use(used.secret);
    await eventually(async () => expect(await api.recordedAt(used.id)).not.toBeNull());
    const next = await beginRun(api);
    await next.name([kept.id]).expect(204);
    expect(outcomeOf(await api.attempt(next, 'application_key'))).toBe('409 abandoned_creation');
    await next.name([used.id]).expect(204);
    await api.make(next, 'application_key');
  });

  test('is replaced even if another process of the next apply has recorded something by then', async () => {
    const kept = await api.finishedRun('role', { name: 'kept' });
    const run = await beginRun(api);
    const lost = await api.make(run, 'application_key');
    await run.cutOff().expect(204);
    const [first, second] = [await beginRun(api), await beginRun(api)];
    await first.name([kept.id]).expect(204);
    await first.renew().expect(200);
    const quick = await api.make(first, 'wallet');
    await first.finish([quick.id]).expect(204);
    await second.renew().expect(200);
    await api.make(second, 'application_key');
    expect(await api.exists('application_key', lost.id)).toBe(false);
  });

  test('is not replaced by another creator, another stack, another body or no run at all', async () => {
    const run = await beginRun(api);
    const lost = await api.make(run, 'role');
    await run.cutOff().expect(204);
    await api.make(await beginRun(api, { stack: 'staging' }), 'role');
    await api.make(await beginRun(api), 'role', { name: 'other' });
    await api.make(await beginRun(api, { by: await api.joinAsAdmin() }), 'role');
    await api.owner().post(api.pathOf('role')).send(api.bodyOf('role')).expect(201);
    expect(await api.exists('role', lost.id)).toBe(true);
  });

  test('leaves only the account of the last run, after many runs', async () => {
    for (let at = 0; at < 4; at += 1) {
      const run = await beginRun(api);
      const account = await api.make(run, 'service_account');
      await api.make(run, 'service_account_key', { service_account_id: account.id });
      await run.cutOff().expect(204);
    }
    const { body } = await api.owner().get('/v1/service-accounts?name=ci').expect(200);
    expect(body.items).toHaveLength(1);
    const keys = await api
      .owner()
      .get(`/v1/service-account-keys?service_account_id=${body.items[0].id}`);
    expect(keys.body.items).toHaveLength(1);
  });

  test('leaves one member and one group with this member after many runs', async () => {
    for (let at = 0; at < 3; at += 1) {
      const run = await beginRun(api);
      const member = await api.make(run, 'member');
      await api.make(run, 'group', { member_ids: [member.id] });
      await run.cutOff().expect(204);
    }
    const groups = await api.owner().get('/v1/groups').expect(200);
    expect(groups.body.items).toHaveLength(1);
    const members = await api.owner().get('/v1/members?email=ada@example.com').expect(200);
    expect(members.body.items).toHaveLength(1);
    expect(groups.body.items[0].member_ids).toEqual([members.body.items[0].id]);
  });

  test('the invitation of a member ends when the next run invites them', async () => {
    const run = await beginRun(api);
    const lost = await api.make(run, 'member');
    await run.cutOff().expect(204);
    const again = await api.make(await beginRun(api), 'member');
    const accept = (member: typeof lost) =>
      api
        .as()
        .post('/v1/invitations/accept')
        .send({ token: (member.invitation as { token: string }).token });
    expect(outcomeOf(await accept(lost))).toBe('409 invitation_invalid');
    await accept(again).expect(200);
  });

  test('does not count as presented if other stacks or teams name objects', async () => {
    const kept = await api.finishedRun('role', { name: 'kept' });
    const run = await beginRun(api);
    await api.make(run, 'application_key');
    await run.cutOff().expect(204);
    const stranger = await api.foundTeam('stranger');
    await (await beginRun(api, { by: stranger.owner })).name([kept.id]).expect(204);
    api.clock.advance(MINUTE);
    expect(outcomeOf(await api.attempt(await beginRun(api), 'application_key'))).toBe(
      '409 abandoned_creation',
    );
  });
});
