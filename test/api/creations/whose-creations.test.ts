import { CREATED_KINDS } from '../../../api/domain/kinds';
import { DATABASES, type Credentials } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { beginRun } from '../../support/runs';
import { startCreations, type CreationsApi } from './creation-families';

describe.each(DATABASES)('a fresh creation, on %s,', (on) => {
  let api: CreationsApi;
  /** No two objects are equal, because equal ones would be judged as abandoned. */
  let created = 0;

  beforeAll(async () => {
    api = await startCreations(on);
  });
  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);

  /** A service account of the team with these permissions. */
  async function account(permissions: readonly string[]): Promise<Credentials & { id: string }> {
    const role = await owner().post('/v1/roles').send({ name: 'Role', permissions }).expect(201);
    const body = { name: 'Account', role_ids: [role.body.id] };
    const made = await owner().post('/v1/service-accounts').send(body).expect(201);
    const key = { service_account_id: made.body.id, name: 'key', expires_in: '1d' };
    const issued = await owner().post('/v1/service-account-keys').send(key).expect(201);
    const { client_id: clientId, secret } = issued.body;
    return { id: made.body.id, clientId, secret };
  }

  async function bearerOf(credentials: Credentials, scope: string) {
    const form = { grant_type: 'client_credentials', scope };
    const issued = await api.as(credentials).post('/oauth2/token').type('form').send(form);
    return api.as().set('Authorization', `Bearer ${issued.body.access_token}`);
  }

  async function isRecorded(id: string): Promise<boolean> {
    const { body } = await owner().get('/v1/creations?page_size=200').expect(200);
    const items = body.items as { id: string; recorded_at: string | null }[];
    return items.find((item) => item.id === id)?.recorded_at !== null;
  }

  const create = async (run: { create: (path: string, body: object) => Promise<{ id: string }> }) =>
    (await run.create('/v1/roles', { name: `Fresh ${(created += 1)}`, permissions: [] })).id;

  const naming = (ids: readonly string[]) => ({ ids });

  it('is not recorded by a colleague who only knows the stack', async () => {
    const run = await beginRun(api);
    const id = await create(run);
    const blind = await beginRun(api, { by: await account([]) });
    await blind.name([id]).expect(204);
    expect(await isRecorded(id)).toBe(false);
  });

  it.each([
    ['by its creator, who reads nothing', ['roles.create'], true],
    ['by somebody who may see it', ['roles.read'], false],
  ])('is recorded %s', async (_who, permissions, creates) => {
    const by = await account(permissions);
    const run = await beginRun(api, creates ? { by } : {});
    const id = await create(run);
    expect(await isRecorded(id)).toBe(false);
    const names = creates ? run : await beginRun(api, { by });
    await names.name([id]).expect(204);
    expect(await isRecorded(id)).toBe(true);
  });

  it('is not recorded by a caller who may not see the key whose secret was rotated', async () => {
    const run = await beginRun(api);
    const of = await account([]);
    const body = { service_account_id: of.id, name: 'rotated', expires_in: '1d' };
    const key = await run.create('/v1/service-account-keys', body);
    await run.name([key.id]).expect(204);
    const rotated = await run.post(`/v1/service-account-keys/${key.id}/rotate`, {}).expect(200);
    const version = rotated.body.secret_version as number;
    const madeIn = async () =>
      (await api.slices.keyStore.find(key.id))?.secrets.find((secret) => secret.version === version)
        ?.madeIn;
    const blind = await beginRun(api, { by: await account([]) });
    await blind.name([], [version]).expect(204);
    expect(await madeIn()).not.toBeNull();
    const reader = await beginRun(api, { by: await account(['service_account_keys.read']) });
    await reader.name([], [version]).expect(204);
    expect(await madeIn()).toBeNull();
  });

  it.each(someInFastRun(CREATED_KINDS, 3))(
    'is neither recorded nor shown by a token for something else: %s',
    async (kind) => {
      const run = await beginRun(api);
      const { id } = await run.create(api.pathOf(kind), api.bodyOf(kind));
      const narrow = await bearerOf(api.team.owner, 'reports.read teams.read');
      await narrow
        .post('/v1/creations/confirm')
        .set(run.headers)
        .send(naming([id]))
        .expect(204);
      expect(await isRecorded(id)).toBe(false);
      expect((await narrow.get('/v1/creations').expect(200)).body.items).toEqual([]);
      await run.name([id]).expect(204);
      expect(await isRecorded(id)).toBe(true);
      const stack = await narrow.get('/v1/stack').set(run.headers).expect(200);
      expect(stack.body.recorded_count).toBe(0);
    },
  );

  it('is not recorded at the end of its run by a token for something else', async () => {
    const run = await beginRun(api);
    const id = await create(run);
    const other = await bearerOf(api.team.owner, 'groups.create');
    await other
      .post('/v1/runs/finish')
      .set(run.headers)
      .send({ ids: [id] })
      .expect(204);
    expect(await isRecorded(id)).toBe(false);
  });

  it('belongs to a run that a read-only token neither renews nor ends', async () => {
    const run = await beginRun(api);
    const narrow = await bearerOf(api.team.owner, 'roles.read');
    for (const path of ['/v1/runs/renew', '/v1/runs/finish', '/v1/runs/cut-off']) {
      const refused = await narrow.post(path).set(run.headers).send({}).expect(403);
      expect(refused.body.code).toBe('insufficient_permissions');
    }
    await run.renew().expect(200);
    const writing = await bearerOf(api.team.owner, 'roles.create');
    await writing.post('/v1/runs/renew').set(run.headers).expect(200);
  });
});
