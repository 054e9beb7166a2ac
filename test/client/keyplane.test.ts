import { ApiProblem, createKeyplane, type Keyplane } from '../../client/index';
import { createTestApi, DATABASES, type TestApi } from '../support/api';

const HOUR_MS = 3_600_000;

describe.each(DATABASES)('the client on %s', (database) => {
  let api: TestApi;
  let keyplane: Keyplane;
  let account: string;

  beforeAll(async () => {
    api = await createTestApi(database);
    const owner = api.as(api.team.owner);
    const role = await owner
      .post('/v1/roles')
      .send({ name: 'reader', permissions: ['reports.read'] })
      .expect(201);
    const created = await owner
      .post('/v1/service-accounts')
      .send({ name: 'reporting', role_ids: [(role.body as { id: string }).id] })
      .expect(201);
    account = (created.body as { id: string }).id;
    const { clientId, secret } = api.team.owner;
    keyplane = createKeyplane({
      endpoint: api.url,
      credentials: { clientId, clientSecret: secret },
    });
  });
  afterAll(() => api.close());

  const issue = async (name: string) => {
    const key = await keyplane.serviceAccountKeys.create({
      service_account_id: account,
      name,
      expires_in: '30d',
    });
    return { ...key, secret: key.secret ?? '' };
  };

  it('creates a key, whose secret is valid', async () => {
    const { id, secret } = await issue('nightly');
    expect(await keyplane.verify({ secret, permissions: ['reports.read'] })).toMatchObject({
      valid: true,
      code: 'valid',
      key: { id },
      owner: { id: account },
    });
  });

  it('says which permission a key lacks, and that an unknown secret is not valid', async () => {
    const { secret } = await issue('curious');
    expect(await keyplane.verify({ secret, permissions: ['reports.write'] })).toMatchObject({
      valid: false,
      code: 'insufficient_permissions',
      missing_permissions: ['reports.write'],
    });
    expect(await keyplane.verify({ secret: 'kps_unknown' })).toMatchObject({
      valid: false,
      code: 'unknown',
    });
  });

  it('reads, changes, rotates and revokes a key', async () => {
    const keys = keyplane.serviceAccountKeys;
    const { id, secret } = await issue('first');
    expect(await keys.get(id)).toMatchObject({ name: 'first', service_account_id: account });
    expect(await keys.update(id, { name: 'second' })).toMatchObject({ name: 'second' });

    const rotated = await keys.rotate(id, { overlap: '1h' });
    expect(rotated.secret).not.toBe(secret);
    expect(await keyplane.verify({ secret })).toMatchObject({ code: 'valid' });
    api.clock.advance(HOUR_MS);
    expect(await keyplane.verify({ secret })).toMatchObject({ code: 'secret_retired' });

    await keys.revoke(id);
    expect(await keyplane.verify({ secret: rotated.secret ?? '' })).toMatchObject({
      code: 'revoked',
    });
    const listed = await keys.list({ state: 'revoked' });
    expect(listed.map((key) => key.id)).toEqual([id]);
  });

  it('creates keys of the caller', async () => {
    const { id, secret } = await keyplane.applicationKeys.create({
      description: 'laptop',
      expires_in: '30d',
    });
    expect(secret).toMatch(/^kpa_/);
    const listed = await keyplane.applicationKeys.list();
    expect(listed.map((key) => key.id)).toContain(id);
  });

  it('issues an access token of the key for a service, which verifies and introspects it', async () => {
    const { client_id: clientId, secret: clientSecret } = await issue('caller');
    const caller = createKeyplane({ endpoint: api.url, credentials: { clientId, clientSecret } });
    const { token, expiresInSeconds } = await caller.issueToken({
      audience: 'reports',
      permissions: ['reports.read'],
      lifetimeSeconds: 60,
    });
    expect(expiresInSeconds).toBe(60);
    expect(await keyplane.verify({ token, audience: 'reports' })).toMatchObject({ valid: true });
    expect(await keyplane.verify({ token, audience: 'billing' })).toMatchObject({
      code: 'wrong_audience',
    });
    expect(await keyplane.introspect(token)).toMatchObject({
      active: true,
      client_id: clientId,
      scope: 'reports.read',
    });
    expect(await keyplane.introspect('unknown')).toEqual({ active: false });
  });

  it('says who the caller is', async () => {
    expect(await keyplane.whoami()).toMatchObject({ team: { id: api.team.id } });
  });

  it('rejects with the problem if Keyplane refuses a call', async () => {
    const created = keyplane.serviceAccountKeys.create({ service_account_id: account, name: '' });
    await expect(created).rejects.toBeInstanceOf(ApiProblem);
    await expect(created).rejects.toMatchObject({
      problem: { status: 422, code: 'invalid_request', errors: [{ pointer: '/name' }] },
    });
  });

  it('rejects with the problem if the credentials are not valid', async () => {
    const credentials = { clientId: api.team.owner.clientId, clientSecret: 'kpa_wrong' };
    const stranger = createKeyplane({ endpoint: api.url, credentials });
    await expect(stranger.whoami()).rejects.toMatchObject({
      problem: { status: 401, code: 'unauthenticated' },
    });
  });
});
