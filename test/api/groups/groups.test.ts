import { DATABASES } from '../../support/api';
import { runHeaders } from '../../support/runs';
import {
  idsByPages,
  startOrganization,
  type Agent,
  type Organization,
} from '../teams/organization';

describe.each(DATABASES)('groups on %s', (databaseName) => {
  let organization: Organization;
  let owner: Agent;
  let admin: Agent;
  let user: Agent;
  let stranger: Agent;

  beforeAll(async () => {
    organization = await startOrganization(databaseName);
    ({ owner } = organization);
    admin = await organization.join(owner, 'admin');
    user = await organization.join(owner, 'user');
    stranger = await organization.foundTeam('Strangers');
  });
  afterAll(() => organization.close());

  const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);

  test('store members and topics as sets: sorted, each once', async () => {
    const member_ids = [user.id, owner.id, user.id];
    const created = await admin
      .post('/v1/groups', { name: ' On call ', member_ids, topics: ['account_alerts'] })
      .expect(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^grp_/),
      name: 'On call',
      description: null,
      member_ids: [owner.id, user.id].sort(),
      topics: ['account_alerts'],
      created_at: organization.clock.now().toISOString(),
      created_by: admin.id,
    });
    const path = `/v1/groups/${created.body.id}`;
    const read = await user.get(path).expect(200);
    expect([read.body, read.headers.etag]).toEqual([created.body, created.headers.etag]);
    const same = await owner.patch(path, { member_ids }).expect(200);
    expect(same.headers.etag).toBe(created.headers.etag);
  });

  test('keep what a change does not name, and the trail has before and after', async () => {
    const { body } = await owner
      .post('/v1/groups', { name: 'A', description: 'x', member_ids: [user.id] })
      .expect(201);
    const path = `/v1/groups/${body.id}`;
    const changed = await owner.patch(path, { topics: ['account_alerts'] }).expect(200);
    expect(changed.body).toEqual({ ...body, topics: ['account_alerts'] });
    await owner.patch(path, { description: null, member_ids: [] }).expect(200);
    await owner.delete(path).expect(204);
    await owner.get(path).expect(404);
    const trail = await owner.get(`/v1/audit-events?target_id=${body.id}`).expect(200);
    expect(trail.body.items.map(({ action }: { action: string }) => action).sort()).toEqual([
      'group.created',
      'group.deleted',
      'group.updated',
      'group.updated',
    ]);
  });

  test('are read but not changed by a user', async () => {
    const { body } = await owner.post('/v1/groups', { name: 'Read only' }).expect(201);
    await user.get('/v1/groups').expect(200);
    await user.post('/v1/groups', { name: 'Mine' }).expect(403);
    await user.patch(`/v1/groups/${body.id}`, { member_ids: [user.id] }).expect(403);
    await user.delete(`/v1/groups/${body.id}`).expect(403);
  });

  test('refuse a member of another team or of no team, with a pointer', async () => {
    const left = await organization.join(owner, 'user');
    await owner.delete(`/v1/members/${left.id}`).expect(204);
    const { body } = await owner.post('/v1/groups', { name: 'G' }).expect(201);
    for (const id of [stranger.id, 'mem_0', left.id]) {
      const member_ids = [owner.id, id];
      for (const call of [
        owner.post('/v1/groups', { name: 'G', member_ids }),
        owner.patch(`/v1/groups/${body.id}`, { member_ids }),
      ]) {
        const answer = await call.expect(422);
        expect(answer.body.errors).toEqual([
          expect.objectContaining({ pointer: '/member_ids/1', code: 'unknown_member' }),
        ]);
      }
    }
  });

  test('lose a member who leaves the team', async () => {
    const leaver = await organization.join(owner, 'user');
    const member_ids = [leaver.id, user.id];
    const { body, headers } = await owner
      .post('/v1/groups', { name: 'Leaving', member_ids })
      .expect(201);
    await leaver.delete(`/v1/members/${leaver.id}`).expect(204);
    const after = await owner.get(`/v1/groups/${body.id}`).expect(200);
    expect(after.body.member_ids).toEqual([user.id]);
    expect(after.headers.etag).not.toBe(headers.etag);
  });

  test('do not keep a member who leaves while they are added', async () => {
    for (let round = 0; round < 5; round += 1) {
      const leaver = await organization.join(owner, 'user');
      const [created, left] = await Promise.all([
        owner.post('/v1/groups', { name: 'Race', member_ids: [leaver.id, owner.id] }),
        owner.delete(`/v1/members/${leaver.id}`),
      ]);
      expect(left.status).toBe(204);
      expect([201, 422]).toContain(created.status);
      if (created.status === 422) continue;
      const { body } = await owner.get(`/v1/groups/${created.body.id}`).expect(200);
      expect(body.member_ids).toEqual([owner.id]);
    }
  });

  test('of another team look like groups that do not exist', async () => {
    const { body } = await owner.post('/v1/groups', { name: 'Ours' }).expect(201);
    const calls = (id: string) => [
      stranger.get(`/v1/groups/${id}`),
      stranger.patch(`/v1/groups/${id}`, { name: 'Mine' }),
      stranger.delete(`/v1/groups/${id}`),
    ];
    const shown = async (call: ReturnType<Agent['get']>) => {
      const answer = await call;
      return { status: answer.status, body: { ...answer.body, request_id: '' } };
    };
    const foreign = await Promise.all(calls(body.id).map(shown));
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(foreign).toEqual(await Promise.all(calls('grp_0').map(shown)));
    expect(idsOf((await stranger.get('/v1/groups')).body.items)).not.toContain(body.id);
  });

  test('refuse an update or deletion of an older version', async () => {
    const { body, headers } = await owner.post('/v1/groups', { name: 'Old' }).expect(201);
    const path = `/v1/groups/${body.id}`;
    const stale = { 'if-match': headers.etag ?? '' };
    await owner.patch(path, { name: 'New' }, stale).expect(200);
    await owner.patch(path, { name: 'Newer' }, stale).expect(412);
    await owner.delete(path, stale).expect(412);
  });

  test('of an interrupted run are replaced by the next one', async () => {
    const body = { name: 'Orphan', member_ids: [user.id] };
    const first = await owner.post('/v1/groups', body, runHeaders('one')).expect(201);
    await owner.post('/v1/runs/cut-off', {}, runHeaders('one')).expect(204);
    const second = await owner.post('/v1/groups', body, runHeaders('two')).expect(201);
    await owner.get(`/v1/groups/${first.body.id}`).expect(404);
    await owner.get(`/v1/groups/${second.body.id}`).expect(200);
  });

  test('are paged, each once, and filtered by name', async () => {
    await owner.post('/v1/groups', { name: 'Only one' }).expect(201);
    const all = await idsByPages(owner, '/v1/groups', 1000);
    expect(await idsByPages(owner, '/v1/groups', 2)).toEqual(all);
    const found = (await owner.get('/v1/groups?name=Only%20one')).body.items;
    expect(found).toEqual([expect.objectContaining({ name: 'Only one' })]);
  });

  test.each([
    ['no name', {}, '/name'],
    ['a name of 201 characters', { name: 'g'.repeat(201) }, '/name'],
    ['a bidirectional character', { name: 'G\u202E' }, '/name'],
    ['an unknown topic', { name: 'G', topics: ['everything'] }, '/topics/0'],
    ['no ID of a member', { name: 'G', member_ids: ['role_1'] }, '/member_ids/0'],
    ['an unknown field', { name: 'G', members: [] }, '/members'],
  ])('refuse %s, and the error names the field', async (_case, body, pointer) => {
    const answer = await owner.post('/v1/groups', body).expect(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
  });
});
