import { createAuditTrail } from '../../../api/audit/create-audit-trail';
import { createKnexAuditStore } from '../../../api/audit/audit-store';
import { createUlidIds } from '../../../api/app/ulid-ids';
import type { Caller } from '../../../api/domain/principal';
import { NO_GRANT } from '../../../api/domain/permission';
import { Secret } from '../../../api/domain/secret';
import { DATABASES } from '../../support/api';
import {
  idsByPages,
  startOrganization,
  type Agent,
  type Organization,
} from '../teams/organization';

describe.each(DATABASES)('the audit trail on %s', (databaseName) => {
  let organization: Organization;
  let owner: Agent;

  beforeAll(async () => {
    organization = await startOrganization(databaseName);
    ({ owner } = organization);
  });
  afterAll(() => organization.close());

  const eventsOf = async (agent: Agent, query = '') =>
    (await agent.get(`/v1/audit-events${query}`).expect(200)).body.items;

  const callerOf = (teamId: string): Caller => ({
    principal: {
      kind: 'member',
      id: 'mem_test',
      name: 'Tess',
      teamId,
      teamRole: 'user',
      grant: NO_GRANT,
      credential: { kind: 'key', id: 'ak_test' },
    },
    requestId: 'request-1',
    ip: '192.0.2.1',
    stack: null,
    run: null,
  });

  test('says who did what, on which object, from where, before and after', async () => {
    const role = await owner
      .post('/v1/roles', { name: 'Old', permissions: [] }, { 'x-request-id': 'create-the-role' })
      .expect(201);
    await owner.patch(`/v1/roles/${role.body.id}`, { name: 'New' }).expect(200);
    const [updated, created] = await eventsOf(owner, `?target_id=${role.body.id}`);
    expect(created).toMatchObject({
      team_id: organization.teamId,
      at: organization.clock.now().toISOString(),
      actor: { kind: 'member', id: owner.id, name: 'Owner of default' },
      action: 'role.created',
      outcome: 'success',
      target: { kind: 'role', id: role.body.id },
      request_id: 'create-the-role',
      before: null,
      after: { name: 'Old' },
    });
    expect(created.ip).not.toBe('');
    expect(updated).toMatchObject({ before: { name: 'Old' }, after: { name: 'New' } });
  });

  test('records a refused attempt of a known caller, with the code that refused it', async () => {
    const user = await organization.join(owner, 'user');
    await user.post('/v1/roles', { name: 'Mine', permissions: [] }).expect(403);
    const events = await eventsOf(owner, `?actor_id=${user.id}&outcome=insufficient_permissions`);
    expect(events).toEqual([
      expect.objectContaining({
        action: 'createRole',
        target: { kind: 'operation', id: null },
        before: null,
        after: null,
      }),
    ]);
  });

  test('names the ID that a refused attempt asked for, and leaves out anything that is not an ID', async () => {
    const user = await organization.join(owner, 'user');
    const targets = ['role_01', 'grp_absent', Secret.generate('token').reveal()];
    for (const target of targets) await user.delete(`/v1/roles/${target}`).expect(403);
    const events = await eventsOf(owner, `?actor_id=${user.id}&action=deleteRole`);
    expect(events.map((event: { target: object }) => event.target)).toEqual([
      { kind: 'operation', id: null },
      { kind: 'operation', id: 'grp_absent' },
      { kind: 'operation', id: 'role_01' },
    ]);
  });

  test('stores an event and its change together or not at all', async () => {
    const before = await eventsOf(owner);
    const trail = organization.slices.audit;
    const failing = organization.database.run(async () => {
      await trail.record(callerOf(organization.teamId), {
        action: 'role.created',
        target: { kind: 'role', id: 'role_never' },
      });
      throw new Error('The change failed.');
    });
    await expect(failing).rejects.toThrow('The change failed.');
    expect(await eventsOf(owner)).toEqual(before);
  });

  test('reports a refusal that cannot be recorded, and throws nothing', async () => {
    const reported: unknown[] = [];
    const trail = createAuditTrail({
      store: {
        append: () => Promise.reject(new Error('disk full')),
        appendAll: () => Promise.reject(new Error('disk full')),
        list: () => Promise.resolve([]),
      },
      clock: organization.clock,
      ids: createUlidIds(organization.clock),
      onError: (error) => reported.push(error),
    });
    await trail.recordRefusal(callerOf(organization.teamId), 'createRole', 'role_escalation');
    expect(reported).toEqual([new Error('disk full')]);
  });

  test('contains no secret, neither as a value nor in a text that somebody pasted it into', async () => {
    const secret = Secret.generate('service_account_key');
    await organization.slices.audit.record(callerOf(organization.teamId), {
      action: 'test.leak',
      target: { kind: 'test', id: 'test_leak' },
      before: { secret },
      after: { description: `my key is ${secret.reveal()}, keep it` },
    });
    const [event] = await eventsOf(owner, '?target_id=test_leak');
    expect(event.before).toEqual({ secret: secret.masked });
    expect(event.after).toEqual({ description: `my key is ${secret.masked}, keep it` });

    const rows = JSON.stringify(await organization.database.knex('audit_events'));
    expect(rows).not.toContain(secret.reveal());
  });

  test('lists the events from one time until just before another', async () => {
    const createRole = async (name: string) => {
      organization.clock.advance(60_000);
      await owner.post('/v1/roles', { name, permissions: [] }).expect(201);
      return organization.clock.now().toISOString();
    };
    const first = await createRole('At first');
    const second = await createRole('Then');
    const third = await createRole('At last');
    const timesOf = async (query: string) =>
      (await eventsOf(owner, query)).map(({ at }: { at: string }) => at);
    expect(await timesOf(`?since=${second}`)).toEqual([third, second]);
    expect(await timesOf(`?since=${first}&until=${third}`)).toEqual([second, first]);
    expect(await timesOf(`?since=${third}&until=${third}`)).toEqual([]);
  });

  test('shows a team only its own trail, and a user none', async () => {
    const stranger = await organization.foundTeam('Strangers');
    const teams = new Set(
      (await eventsOf(stranger)).map(({ team_id: teamId }: { team_id: string }) => teamId),
    );
    expect([...teams]).toEqual([(await stranger.get('/v1/team')).body.id]);
    expect(await eventsOf(stranger, `?actor_id=${owner.id}`)).toEqual([]);
    const user = await organization.join(owner, 'user');
    await user.get('/v1/audit-events').expect(403);
  });

  test('shows the operator the events outside of teams, and what an operator did in a team', async () => {
    await owner.get('/v1/operator/audit-events').expect(403);
    await organization.operator.get('/v1/audit-events').expect(403);
    const { body } = await organization.operator
      .get('/v1/operator/audit-events?page_size=1000')
      .expect(200);
    const kinds = new Set(body.items.map(({ actor }: { actor: { kind: string } }) => actor.kind));
    expect([...kinds]).toEqual(['operator']);
  });

  test('is paged newest first, and new events do not move the pages', async () => {
    const all = await idsByPages(owner, '/v1/audit-events', 1000);
    expect(all).toEqual([...all].sort().reverse());
    const meanwhile = () =>
      owner.post('/v1/roles', { name: 'Meanwhile', permissions: [] }).expect(201);
    expect(await idsByPages(owner, '/v1/audit-events', 2, meanwhile)).toEqual(all);
  });

  test.each(['?target=x', '?action=', '?page_size=0', '?since=yesterday', '?outcome=a&outcome=b'])(
    'refuses the query %s',
    async (query) => {
      await owner.get(`/v1/audit-events${query}`).expect(422);
    },
  );

  test('offers no way to change or delete an event', () => {
    expect(Object.keys(createKnexAuditStore(organization.database))).toEqual([
      'append',
      'appendAll',
      'list',
    ]);
  });
});
