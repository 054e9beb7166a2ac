import { DATABASES } from '../../support/api';
import {
  idsByPages,
  startOrganization,
  type Agent,
  type Organization,
} from '../teams/organization';

const DAY = 86_400_000;

const REFUSED_TEAM_ROLE = {
  code: 'role_escalation',
  errors: expect.arrayContaining([
    expect.objectContaining({ pointer: '/team_role', code: 'permission_not_held' }),
  ]) as unknown,
};

describe.each(DATABASES)('members on %s', (databaseName) => {
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

  const accept = (token: string) =>
    organization.anonymous.post('/v1/invitations/accept', { token });
  const keysOf = async (agent: Agent) => organization.slices.keyStore.unrevokedOf(agent.id);
  let invited = 0;
  const invite = (by: Agent, teamRole: string) =>
    by.post('/v1/members', {
      email: `invited-${++invited}@example.com`,
      name: 'Invited',
      team_role: teamRole,
    });

  test('get an invitation that is valid once, and a key that works', async () => {
    const answer = await owner
      .post('/v1/members', { email: 'Bob@Example.com', name: 'Bob', team_role: 'user' })
      .expect(201);
    expect(answer.body).toMatchObject({
      email: 'bob@example.com',
      status: 'invited',
      invitation: {
        token: expect.stringMatching(/^inv_[\w-]{43}$/),
        expires_at: new Date(organization.clock.now().getTime() + 7 * DAY).toISOString(),
      },
    });
    const { token } = answer.body.invitation;
    const shown = await owner.get(`/v1/members/${answer.body.id}`).expect(200);
    expect(JSON.stringify(shown.body)).not.toContain(token);

    const joined = await accept(token).expect(200);
    expect(joined.body).toMatchObject({ status: 'active', invitation_expires_at: null });
    const { client_id: clientId, secret } = joined.body.application_key;
    const bob = organization.as(joined.body.id, { clientId, secret });
    expect((await bob.get('/v1/whoami').expect(200)).body.id).toBe(answer.body.id);

    const again = await accept(token).expect(409);
    expect(again.body.code).toBe('invitation_invalid');
    const unknown = await accept('inv_unknown').expect(409);
    expect(unknown.body.detail).toBe(again.body.detail);
  });

  test('get one key if two people accept one invitation at the same time', async () => {
    const { body } = await invite(owner, 'user').expect(201);
    const answers = await Promise.all([
      accept(body.invitation.token),
      accept(body.invitation.token),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await organization.slices.keyStore.unrevokedOf(body.id)).toHaveLength(1);
  });

  test('have no invitation in plain text in the database or the trail', async () => {
    const { body } = await invite(owner, 'user').expect(201);
    const rows = JSON.stringify([
      await organization.database.knex('members'),
      await organization.database.knex('audit_events'),
    ]);
    expect(rows).toContain(body.id);
    expect(rows).not.toContain(body.invitation.token);
  });

  test('get an invitation for seven days, after which another can be created', async () => {
    const first = await invite(owner, 'user').expect(201);
    organization.clock.advance(7 * DAY);
    expect((await accept(first.body.invitation.token)).body.code).toBe('invitation_invalid');

    const path = `/v1/members/${first.body.id}/invitation`;
    const second = await owner.post(path, {}).expect(201);
    const third = await owner.post(path, {}).expect(201);
    await accept(second.body.invitation.token).expect(409);
    await accept(third.body.invitation.token).expect(200);
    const accepted = await owner.post(path, {}).expect(409);
    expect(accepted.body).toMatchObject({ code: 'invitation_accepted', retryable: false });
    await owner.delete(`/v1/members/${first.body.id}`).expect(204);
    const invitedAgain = await owner.post(path, {}).expect(409);
    expect(invitedAgain.body).toMatchObject({ code: 'member_left', retryable: false });
    const renamed = await owner.patch(`/v1/members/${first.body.id}`, { name: 'New' }).expect(409);
    expect(renamed.body).toMatchObject({ code: 'member_left', retryable: false });
    expect(renamed.headers).not.toHaveProperty('retry-after');
  });

  test('have different addresses, in any case, until one leaves the team', async () => {
    const body = { email: 'carol@example.com', name: 'Carol', team_role: 'user' };
    const carol = await owner.post('/v1/members', body).expect(201);
    const again = await owner
      .post('/v1/members', { ...body, email: 'CAROL@example.com' })
      .expect(409);
    expect(again.body).toMatchObject({ code: 'email_in_use', errors: [{ pointer: '/email' }] });
    await stranger.post('/v1/members', body).expect(201);
    await owner.delete(`/v1/members/${carol.body.id}`).expect(204);
    await owner.post('/v1/members', body).expect(201);
  });

  test('are invited once if two callers invite one address at the same time', async () => {
    const body = { email: 'dave@example.com', name: 'Dave', team_role: 'user' };
    const answers = await Promise.all([
      owner.post('/v1/members', body),
      admin.post('/v1/members', body),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  test('cannot be created with permissions that the caller does not have', async () => {
    const asOwner = await invite(admin, 'owner').expect(403);
    expect(asOwner.body).toMatchObject(REFUSED_TEAM_ROLE);
    await invite(admin, 'admin').expect(201);
    await invite(user, 'user').expect(403);
    const inviter = await organization.account(owner, ['members.create', 'members.update']);
    expect((await invite(inviter, 'user').expect(403)).body.code).toBe('role_escalation');
  });

  test('cannot be made admins by a service account with every permission of an admin but none of the services', async () => {
    const { permissions } = (await admin.get('/v1/whoami')).body;
    const account = await organization.account(owner, permissions);
    const refused = await invite(account, 'admin').expect(403);
    expect(refused.body).toMatchObject(REFUSED_TEAM_ROLE);
    await invite(account, 'user').expect(201);
  });

  test('become owners, or change as owners, only by an owner', async () => {
    const second = await organization.join(owner, 'owner');
    const path = `/v1/members/${second.id}`;
    for (const call of [
      admin.patch(path, { name: 'Renamed' }),
      admin.patch(path, { team_role: 'user' }),
      admin.delete(path),
    ]) {
      const { status, body } = await call;
      expect({ status, code: body.code }).toEqual({
        status: 403,
        code: 'insufficient_permissions',
      });
    }
    const promotion = await admin.patch(`/v1/members/${user.id}`, { team_role: 'owner' });
    expect(promotion.body).toMatchObject(REFUSED_TEAM_ROLE);
    const demoted = await owner.patch(path, { team_role: 'user' }).expect(200);
    expect(demoted.body.team_role).toBe('user');
    await second.patch('/v1/team', { name: 'Mine' }).expect(403);
  });

  test('cannot get the invitation of an owner as an admin', async () => {
    const { body } = await invite(owner, 'owner').expect(201);
    await admin.post(`/v1/members/${body.id}/invitation`, {}).expect(403);
  });

  test('lose their invitation if their role changes, so an old invitation never grants the new role', async () => {
    const { body } = await invite(admin, 'user').expect(201);
    const promoted = await owner.patch(`/v1/members/${body.id}`, { team_role: 'owner' });
    expect(promoted.body).toMatchObject({ status: 'invited', invitation_expires_at: null });
    await accept(body.invitation.token).expect(409);
  });

  test('include a last owner, who can neither leave nor lose the role', async () => {
    const lone = await organization.foundTeam('Alone');
    await invite(lone, 'owner').expect(201);
    const path = `/v1/members/${lone.id}`;
    for (const call of [lone.delete(path), lone.patch(path, { team_role: 'admin' })]) {
      const { status, body } = await call;
      expect({ status, code: body.code }).toEqual({ status: 409, code: 'last_owner' });
    }
    const { body: demotion } = await lone.patch(path, { team_role: 'user' });
    expect(demotion.errors).toMatchObject([{ pointer: '/team_role', code: 'last_owner' }]);
    await lone.patch(path, { name: 'Still here' }).expect(200);
  });

  test('still include one owner if the last two leave at the same time', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await organization.foundTeam(`Pair ${round}`);
      const other = await organization.join(one, 'owner');
      const answers = await Promise.all([
        one.delete(`/v1/members/${one.id}`),
        other.delete(`/v1/members/${other.id}`),
      ]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    }
  });

  test('lose every key immediately when they leave, and the trail says why', async () => {
    const leaver = await organization.join(owner, 'admin');
    const key = await leaver.post('/v1/application-keys', { expires_at: 'never' }).expect(201);
    expect(await keysOf(leaver)).toHaveLength(2);
    await owner.delete(`/v1/members/${leaver.id}`).expect(204);
    await leaver.get('/v1/whoami').expect(401);
    expect(await keysOf(leaver)).toHaveLength(0);
    const tombstone = await organization.slices.keyStore.find(key.body.id);
    expect(tombstone).toMatchObject({ revokedBy: owner.id, revokedReason: 'member_left' });
    const gone = await owner.get(`/v1/members/${leaver.id}`).expect(200);
    expect(gone.body).toMatchObject({
      status: 'left',
      left_at: organization.clock.now().toISOString(),
    });
    const trail = await owner.get(`/v1/audit-events?action=member.left&target_id=${leaver.id}`);
    expect(trail.body.items).toHaveLength(1);

    await owner.delete(`/v1/members/${leaver.id}`).expect(204);
    expect((await owner.patch(`/v1/members/${leaver.id}`, { name: 'x' })).status).toBe(409);
    await owner.post(`/v1/members/${leaver.id}/invitation`, {}).expect(409);
  });

  test('may leave by themselves and remove nobody else', async () => {
    const leaver = await organization.join(owner, 'user');
    expect((await leaver.delete(`/v1/members/${admin.id}`)).status).toBe(403);
    expect((await leaver.delete('/v1/members/mem_0')).status).toBe(403);
    await leaver.delete(`/v1/members/${leaver.id}`).expect(204);
    await leaver.get('/v1/whoami').expect(401);
  });

  test('of another team look like members who do not exist', async () => {
    const calls = (id: string) => [
      stranger.get(`/v1/members/${id}`),
      stranger.patch(`/v1/members/${id}`, { name: 'Mine' }),
      stranger.delete(`/v1/members/${id}`),
      stranger.post(`/v1/members/${id}/invitation`, {}),
    ];
    const shown = async (call: ReturnType<Agent['get']>) => {
      const { status, body, headers } = await call;
      return { status, body: { ...body, request_id: '' }, etag: headers.etag };
    };
    const foreign = await Promise.all(calls(user.id).map(shown));
    const unknown = await Promise.all(calls('mem_0').map(shown));
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect(foreign).toEqual(unknown);
    const listed = (await stranger.get('/v1/members')).body.items;
    expect(listed.map(({ id }: { id: string }) => id)).not.toContain(user.id);
  });

  test('refuse an update or removal of an older version', async () => {
    const path = `/v1/members/${user.id}`;
    const { headers } = await owner.get(path).expect(200);
    const stale = { 'if-match': headers.etag ?? '' };
    await owner.patch(path, { name: 'Una' }, stale).expect(200);
    await owner.patch(path, { name: 'Uno' }, stale).expect(412);
    await owner.delete(path, stale).expect(412);
    const same = await owner.patch(path, { name: 'Una' }).expect(200);
    expect(same.headers.etag).not.toBe(headers.etag);
    expect((await owner.get(path)).headers.etag).toBe(same.headers.etag);
  });

  test('are invited once if a request is repeated with the same Idempotency-Key', async () => {
    const key = { 'idempotency-key': '5b0e5d0c-6d8c-4a41-9d87-0d6d4b6e2f11' };
    const body = { email: 'erin@example.com', name: 'Erin', team_role: 'user' };
    const first = await owner.post('/v1/members', body, key).expect(201);
    const again = await owner.post('/v1/members', body, key).expect(201);
    expect(again.body).toEqual(first.body);
    await owner.post('/v1/members', { ...body, name: 'Erica' }, key).expect(422);
  });

  test('are paged, each once, and filtered', async () => {
    const all = await idsByPages(owner, '/v1/members', 1000);
    expect(await idsByPages(owner, '/v1/members', 2)).toEqual(all);
    const active = (await owner.get('/v1/members?status=active')).body.items;
    expect(active.length).toBeLessThan(all.length);
    const one = (await owner.get('/v1/members?email=OWNER@default.example')).body.items;
    expect(one).toEqual([expect.objectContaining({ id: owner.id })]);
  });

  const valid = { email: 'zoe@example.com', name: 'Zoe', team_role: 'user' };

  test.each([
    ['no address', { ...valid, email: 'zoe' }, '/email'],
    [
      'an address of 255 characters',
      { ...valid, email: `${'z'.repeat(243)}@example.com` },
      '/email',
    ],
    ['an empty name', { ...valid, name: ' ' }, '/name'],
    ['a name of 201 characters', { ...valid, name: 'z'.repeat(201) }, '/name'],
    ['a bidirectional character', { ...valid, name: 'Zoe\u2066' }, '/name'],
    ['an unknown role', { ...valid, team_role: 'root' }, '/team_role'],
    ['an unknown field', { ...valid, admin: true }, '/admin'],
  ])('refuse %s, and the error names the field', async (_case, body, pointer) => {
    const answer = await owner.post('/v1/members', body).expect(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  test('may have a name of 1 to 200 characters', async () => {
    for (const name of ['Z', 'z'.repeat(200)]) {
      expect((await owner.patch(`/v1/members/${user.id}`, { name })).body.name).toBe(name);
    }
  });
});
