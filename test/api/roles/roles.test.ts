import { DATABASES } from '../../support/api';
import { runHeaders } from '../../support/runs';
import {
  idsByPages,
  startOrganization,
  type Agent,
  type Organization,
} from '../teams/organization';

describe.each(DATABASES)('roles on %s', (databaseName) => {
  let organization: Organization;
  let owner: Agent;
  let user: Agent;
  let stranger: Agent;

  beforeAll(async () => {
    organization = await startOrganization(databaseName);
    ({ owner } = organization);
    user = await organization.join(owner, 'user');
    stranger = await organization.foundTeam('Strangers');
  });
  afterAll(() => organization.close());

  const reader = { name: 'Reader', permissions: ['reports.read'] };
  const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);

  test('the answer names the permissions that no service account can use', async () => {
    const permissions = ['application_keys.create', 'reports.read', 'service_account_keys.create'];
    const { body } = await owner.post('/v1/roles', { name: 'Odd', permissions }).expect(201);
    expect(body.members_only_permissions).toEqual(['application_keys.create']);
  });

  test('an error never advises a service account to get a permission that it cannot use', async () => {
    const account = await organization.account(owner, ['service_accounts.read']);
    const answer = await account.post('/v1/application-keys', {}).expect(403);
    expect(answer.body.code).toBe('insufficient_permissions');
    expect(answer.body.detail).not.toContain('application_keys.create');
    expect(answer.body.detail).toContain('Use a service account key instead');
  });

  test('the permissions of a role are a set: sorted, each once', async () => {
    const permissions = ['reports.read', 'keys.verify', 'reports.read'];
    const created = await owner.post('/v1/roles', { name: ' Checker ', permissions }).expect(201);
    expect(created.body).toEqual({
      id: expect.stringMatching(/^role_/),
      name: 'Checker',
      description: null,
      permissions: ['keys.verify', 'reports.read'],
      members_only_permissions: [],
      service_account_count: 0,
      created_at: organization.clock.now().toISOString(),
      created_by: owner.id,
    });
    const read = await user.get(`/v1/roles/${created.body.id}`).expect(200);
    expect(read.body).toEqual(created.body);
    expect(read.headers.etag).toBe(created.headers.etag);

    const reordered = await owner
      .patch(`/v1/roles/${created.body.id}`, { permissions })
      .expect(200);
    expect(reordered.headers.etag).toBe(created.headers.etag);
  });

  test('a misspelled permission of Keyplane is refused with a pointer and a suggestion', async () => {
    const permissions = ['reports.raed', 'keys.verify', 'service_accounts.raed'];
    const answer = await owner.post('/v1/roles', { name: 'Typo', permissions }).expect(422);
    expect(answer.body.errors).toEqual([
      {
        pointer: '/permissions/2',
        code: 'unknown_permission',
        message: 'Unknown permission service_accounts.raed. Did you mean service_accounts.read?',
      },
    ]);
  });

  test('a permission that the caller does not have cannot be granted, by a new role or a wider one', async () => {
    const account = await organization.account(owner, [
      'roles.create',
      'roles.update',
      'reports.read',
    ]);
    const own = await account.post('/v1/roles', reader).expect(201);
    const path = `/v1/roles/${own.body.id}`;
    for (const [call, pointer] of [
      [account.post('/v1/roles', { name: 'More', permissions: ['reports.write'] }), 0],
      // A role sorts its permissions; the pointer is into the request.
      [account.post('/v1/roles', { name: 'More', permissions: ['roles.update', 'a.b'] }), 1],
      [account.patch(path, { permissions: ['reports.read', 'reports.write'] }), 1],
    ] as const) {
      const { status, body } = await call;
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'role_escalation' });
      expect(body.errors).toEqual([
        expect.objectContaining({
          pointer: `/permissions/${pointer}`,
          code: 'permission_not_held',
        }),
      ]);
    }
    await account.patch(path, { permissions: [] }).expect(200);
  });

  test('a change that adds nothing that the caller lacks is not an escalation', async () => {
    const wide = await owner
      .post('/v1/roles', { name: 'Wide', permissions: ['reports.read', 'reports.write'] })
      .expect(201);
    const account = await organization.account(owner, ['roles.update']);
    const path = `/v1/roles/${wide.body.id}`;
    await account.patch(path, { name: 'Narrow', permissions: ['reports.write'] }).expect(200);
    await account.patch(path, { permissions: ['reports.read', 'reports.write'] }).expect(403);
  });

  test('a caller who only reads roles changes none', async () => {
    const { body } = await owner.post('/v1/roles', reader).expect(201);
    await user.post('/v1/roles', reader).expect(403);
    await user.patch(`/v1/roles/${body.id}`, { name: 'Mine' }).expect(403);
    await user.delete(`/v1/roles/${body.id}`).expect(403);
  });

  test('a role of another team looks like one that does not exist', async () => {
    const { body } = await owner.post('/v1/roles', reader).expect(201);
    const calls = (id: string) => [
      stranger.get(`/v1/roles/${id}`),
      stranger.patch(`/v1/roles/${id}`, { name: 'Mine' }),
      stranger.delete(`/v1/roles/${id}`),
    ];
    const shown = async (call: ReturnType<Agent['get']>) => {
      const answer = await call;
      return { status: answer.status, body: { ...answer.body, request_id: '' } };
    };
    const foreign = await Promise.all(calls(body.id).map(shown));
    expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(foreign).toEqual(await Promise.all(calls('role_0').map(shown)));
    expect(idsOf((await stranger.get('/v1/roles')).body.items)).not.toContain(body.id);
  });

  test('a role that a service account has is not deleted, and the refusal says how many have it', async () => {
    const account = await organization.account(owner, ['reports.read']);
    const path = `/v1/roles/${account.roleId}`;
    expect((await owner.get(path)).body.service_account_count).toBe(1);
    const refused = await owner.delete(path).expect(409);
    expect(refused.body).toMatchObject({
      code: 'role_in_use',
      detail: expect.stringContaining('1 service account has'),
    });
    await owner.patch(`/v1/service-accounts/${account.id}`, { role_ids: [] }).expect(200);
    await owner.delete(path).expect(204);
    await owner.get(path).expect(404);
  });

  test('a role is not deleted while an account gets it: one of the two is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { body } = await owner.post('/v1/roles', reader).expect(201);
      const [deleted, created] = await Promise.all([
        owner.delete(`/v1/roles/${body.id}`),
        owner.post('/v1/service-accounts', { name: 'Late', role_ids: [body.id] }),
      ]);
      expect([deleted.status, created.status].filter((status) => status < 300)).toHaveLength(1);
      expect([deleted.status, created.status].every((status) => status < 500)).toBe(true);
    }
  });

  test('a change affects every key immediately, and says how many active ones', async () => {
    const account = await organization.account(owner, ['reports.read']);
    const path = `/v1/roles/${account.roleId}`;
    const renamed = await owner.patch(path, { permissions: ['roles.read'] }).expect(200);
    expect(renamed.body.affected_active_keys).toBe(1);
    expect((await account.get('/v1/whoami')).body.permissions).toEqual(['roles.read']);
    const same = await owner.patch(path, { permissions: ['roles.read'] }).expect(200);
    expect(same.body.affected_active_keys).toBe(0);
  });

  test('an update or deletion of an older version is refused', async () => {
    const { body, headers } = await owner.post('/v1/roles', reader).expect(201);
    const path = `/v1/roles/${body.id}`;
    const stale = { 'if-match': headers.etag ?? '' };
    const updated = await owner.patch(path, { description: 'Reads' }, stale).expect(200);
    expect(updated.body).toMatchObject({ name: 'Reader', description: 'Reads' });
    await owner.patch(path, { description: null }, stale).expect(412);
    await owner.delete(path, stale).expect(412);
    await owner.delete(path, { 'if-match': updated.headers.etag ?? '' }).expect(204);
  });

  test('requests with the same Idempotency-Key create one role', async () => {
    const key = { 'idempotency-key': '1f0d8a1e-6f0d-4c0e-8a53-6a7b4b1f7a90' };
    const body = { name: 'Once', permissions: ['reports.read'] };
    const [first, again] = await Promise.all([
      owner.post('/v1/roles', body, key),
      owner.post('/v1/roles', body, key),
    ]);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    await owner.post('/v1/roles', { ...body, name: 'Twice' }, key).expect(422);
    expect((await owner.get('/v1/roles?name=Once')).body.items).toHaveLength(1);
  });

  const cutOff = (run: string) => owner.post('/v1/runs/cut-off', {}, runHeaders(run)).expect(204);

  test('a later run replaces the roles that an interrupted run left, and takes over a role in use', async () => {
    const body = { name: 'Orphan', permissions: ['reports.read'] };
    const first = await owner.post('/v1/roles', body, runHeaders('run-1')).expect(201);
    const sibling = await owner.post('/v1/roles', body, runHeaders('run-1')).expect(201);
    await owner
      .post('/v1/service-accounts', { name: 'User', role_ids: [sibling.body.id] })
      .expect(201);
    await cutOff('run-1');
    const second = await owner.post('/v1/roles', body, runHeaders('run-2')).expect(201);
    const left = (await owner.get('/v1/roles?name=Orphan')).body.items;
    expect(second.body).toMatchObject({ id: sibling.body.id, service_account_count: 1 });
    expect(idsOf(left)).toEqual([sibling.body.id]);
    const trail = await owner.get(`/v1/audit-events?target_id=${first.body.id}`);
    expect(trail.body.items[0]).toMatchObject({ action: 'role.deleted' });
  });

  test('a later run leaves one role and one account with it', async () => {
    const body = { name: 'Held', permissions: ['reports.read'] };
    for (const run of ['run-3', 'run-4', 'run-5']) {
      const role = await owner.post('/v1/roles', body, runHeaders(run)).expect(201);
      const account = { name: 'Holder', role_ids: [role.body.id] };
      await owner.post('/v1/service-accounts', account, runHeaders(run)).expect(201);
      await cutOff(run);
    }
    expect((await owner.get('/v1/roles?name=Held')).body.items).toHaveLength(1);
    expect((await owner.get('/v1/service-accounts?name=Holder')).body.items).toHaveLength(1);
  });

  test('a later run is refused if the role was changed since', async () => {
    const body = { name: 'Changed', permissions: ['reports.read'] };
    const first = await owner.post('/v1/roles', body, runHeaders('run-6')).expect(201);
    await owner.post('/v1/service-accounts', { name: 'H', role_ids: [first.body.id] }).expect(201);
    await owner.patch(`/v1/roles/${first.body.id}`, { permissions: [] }).expect(200);
    await cutOff('run-6');
    const second = await owner.post('/v1/roles', body, runHeaders('run-7')).expect(409);
    expect(second.body).toMatchObject({ code: 'abandoned_creation', resource_id: first.body.id });
  });

  test('pages contain every role once', async () => {
    const all = await idsByPages(owner, '/v1/roles', 1000);
    expect(await idsByPages(owner, '/v1/roles', 3)).toEqual(all);
  });

  test('the directory finds the roles of one team only', async () => {
    const { body } = await owner.post('/v1/roles', reader).expect(201);
    const refused = await stranger
      .post('/v1/service-accounts', { name: 'Thief', role_ids: [body.id] })
      .expect((answer) => expect(answer.status).toBeGreaterThanOrEqual(400));
    expect(refused.status).toBeLessThan(500);
  });

  test.each([
    ['an empty name', { ...reader, name: '' }, '/name'],
    ['a name of 201 characters', { ...reader, name: 'r'.repeat(201) }, '/name'],
    ['a bidirectional character', { ...reader, name: 'Rea\u202Eder' }, '/name'],
    ['a control character', { ...reader, description: 'bell\u0007' }, '/description'],
    ['no permissions', { name: 'Reader' }, '/permissions'],
    ['no permission name', { ...reader, permissions: ['everything'] }, '/permissions/0'],
    [
      'more than 200 permissions',
      { ...reader, permissions: Array.from({ length: 201 }, (_, at) => `reports.read_${at}`) },
      '/permissions',
    ],
    ['an unknown field', { ...reader, permission: 'x' }, '/permission'],
  ])('%s is refused, and the error names the field', async (_case, body, pointer) => {
    const answer = await owner.post('/v1/roles', body).expect(422);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer })]);
  });

  test('a role may have 200 permissions, and none', async () => {
    const permissions = Array.from({ length: 200 }, (_, at) => `reports.read_${at}`);
    await owner.post('/v1/roles', { name: 'R', permissions }).expect(201);
    await owner.post('/v1/roles', { name: 'r'.repeat(200), permissions: [] }).expect(201);
  });
});
