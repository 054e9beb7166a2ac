import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { HOUR, MINUTE } from '../../support/manual-clock';
import { createAssertionSigner, presentAssertion } from './support/assertion-client';
import { createOAuthApi, type OAuthApi } from './support/oauth-api';

const FAMILIES = [
  ['service account keys', '/v1/service-account-keys', {}],
  ['application keys', '/v1/application-keys', {}],
  ['tokens', '/v1/service-key-tokens', { audience: 'detect' }],
] as const;

describe.each(DATABASES)('the public keys of a client, on %s,', (on) => {
  let api: OAuthApi;

  beforeAll(async () => {
    api = await createOAuthApi(on);
  });
  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);
  const signer = (options?: Parameters<typeof createAssertionSigner>[1]) =>
    createAssertionSigner(api, options);
  const present = (assertion: string, form: Record<string, string> = {}) =>
    presentAssertion(api, assertion, form);

  /** The body of a new key of the family, without its credential. */
  async function bodyOf(path: string): Promise<object> {
    const expiry = { expires_in: '30d' };
    switch (path) {
      case '/v1/application-keys':
        return { description: 'a key', ...expiry };
      case '/v1/service-key-tokens': {
        const { body } = await owner().get('/v1/service-keys?plan=free').expect(200);
        const terms = { accept_terms: (await owner().get('/v1/terms').expect(200)).body.version };
        return { service_key_id: body.items[0].id, kind: 'shared', ...terms, ...expiry };
      }
      default: {
        const role = { name: 'role', permissions: ['reports.read'] };
        const { body: made } = await owner().post('/v1/roles').send(role).expect(201);
        const account = { name: 'service', role_ids: [made.id] };
        const { body } = await owner().post('/v1/service-accounts').send(account).expect(201);
        return { service_account_id: body.id, name: 'key', ...expiry };
      }
    }
  }

  async function create(path: string, credential: object = {}) {
    const body = { ...(await bodyOf(path)), ...credential };
    const answer = await owner().post(path).send(body).expect(201);
    const key = answer.body as { id: string; client_id: string; secret: string };
    return {
      id: key.id,
      clientId: key.client_id,
      secret: key.secret,
      rotate: (to: object) => owner().post(`${path}/${key.id}/rotate`).send(to),
      read: async () => (await owner().get(`${path}/${key.id}`).expect(200)).body,
      patch: (change: object) => owner().patch(`${path}/${key.id}`).send(change),
      revoke: () => owner().delete(`${path}/${key.id}`),
    };
  }

  const [[, accountKeys]] = FAMILIES;

  describe.each(FAMILIES)('of %s', (_family, path, form) => {
    it('both authenticate while a rotation overlaps, and only the new one afterwards', async () => {
      const [former, latter] = [await signer(), await signer()];
      const { clientId, rotate, read } = await create(path, { public_jwk: former.publicJwk });
      const { secret_version: version } = await read();
      const { body } = await rotate({ public_jwk: latter.publicJwk, overlap: '1h' }).expect(200);
      expect(body).toMatchObject({ secret: null, secret_jwe: null, client_id: clientId });
      expect(body.secret_version).toBeGreaterThan(version);
      expect(body.retiring_secret).toMatchObject({ secret_version: version, masked_secret: null });

      await present(await former.sign(clientId), form).expect(200);
      await present(await latter.sign(clientId), form).expect(200);
      api.clock.advance(HOUR);
      const refused = await present(await former.sign(clientId), form).expect(401);
      expect(refused.body.error_description).toMatch(/This public key .* ended at .* rotation/);
      await present(await latter.sign(clientId), form).expect(200);
    });

    it('alternate with secrets, and both authenticate meanwhile', async () => {
      const own = await signer();
      const key = await create(path);
      const bySecret = (secret: string) =>
        api.post(
          '/oauth2/token',
          { grant_type: 'client_credentials', ...form },
          { clientId: key.clientId, secret },
        );
      const toPublic = { secret_delivery: 'public_key', public_jwk: own.publicJwk, overlap: '1h' };
      await key.rotate(toPublic).expect(200);
      await bySecret(key.secret).expect(200);
      await present(await own.sign(key.clientId), form).expect(200);
      api.clock.advance(HOUR);
      await bySecret(key.secret).expect(401);

      const back = await key.rotate({ secret_delivery: 'plain', overlap: '1h' }).expect(200);
      expect(back.body).toMatchObject({ secret_delivery: 'plain', public_jwk: null });
      await bySecret(back.body.secret).expect(200);
      await present(await own.sign(key.clientId), form).expect(200);
      api.clock.advance(HOUR);
      await present(await own.sign(key.clientId), form).expect(401);
      await bySecret(back.body.secret).expect(200);
    });

    it('are refused at once when their key is disabled or revoked', async () => {
      const own = await signer();
      const { clientId, patch, revoke } = await create(path, { public_jwk: own.publicJwk });
      const status = async () => (await present(await own.sign(clientId), form)).status;
      expect(await status()).toBe(200);
      await patch({ enabled: false }).expect(200);
      expect(await status()).toBe(401);
      await patch({ enabled: true }).expect(200);
      expect(await status()).toBe(200);
      await revoke().expect(204);
      expect(await status()).toBe(401);
    });
  });

  it('are refused immediately if they are replaced without an overlap', async () => {
    const [former, latter] = [await signer(), await signer()];
    const { clientId, rotate } = await create(accountKeys, { public_jwk: former.publicJwk });
    await rotate({ public_jwk: latter.publicJwk }).expect(200);
    await present(await former.sign(clientId)).expect(401);
    await present(await latter.sign(clientId)).expect(200);
  });

  it('may be of different algorithms while they overlap', async () => {
    const [former, latter] = [await signer(), await signer({ alg: 'PS256' })];
    const { clientId, rotate } = await create(accountKeys, { public_jwk: former.publicJwk });
    await rotate({ public_jwk: latter.publicJwk, overlap: '1h' }).expect(200);
    await present(await former.sign(clientId)).expect(200);
    await present(await latter.sign(clientId)).expect(200);
  });

  it('are picked by the ID that a header names, their own or their thumbprint', async () => {
    const former = await signer({ kid: 'former' });
    const latter = await signer({ kid: 'latter' });
    const { clientId, rotate } = await create(accountKeys, { public_jwk: former.publicJwk });
    await rotate({ public_jwk: latter.publicJwk, overlap: '1h' }).expect(200);
    const status = async (by: typeof former, kid: string) =>
      (await present(await by.sign(clientId, { kid }))).status;
    for (const one of [former, latter]) expect(await status(one, one.thumbprint)).toBe(200);
    expect(await status(former, 'former')).toBe(200);
    expect(await status(latter, 'latter')).toBe(200);
    expect(await status(former, 'latter')).toBe(401);
    expect(await status(latter, former.thumbprint)).toBe(401);
    expect(await status(latter, 'another')).toBe(401);
  });

  it('are found whatever the header calls them, if they were registered without an ID', async () => {
    const own = await signer();
    const { clientId } = await create(accountKeys, { public_jwk: own.publicJwk });
    await present(await own.sign(clientId, { kid: 'mine' })).expect(200);
  });

  it('verify an assertion once, whichever of them it belongs to', async () => {
    const [former, latter] = [await signer(), await signer()];
    const { clientId, rotate } = await create(accountKeys, { public_jwk: former.publicJwk });
    const assertion = await former.sign(clientId);
    await present(assertion).expect(200);
    await rotate({ public_jwk: latter.publicJwk, overlap: '1h' }).expect(200);
    await present(assertion).expect(401);
  });

  it('end the tokens that were obtained with them', async () => {
    const [former, latter] = [await signer(), await signer()];
    const { clientId, rotate } = await create(accountKeys, { public_jwk: former.publicJwk });
    await rotate({ public_jwk: latter.publicJwk, overlap: '5m' }).expect(200);
    const { body: ofFormer } = await present(await former.sign(clientId)).expect(200);
    expect(ofFormer.expires_in).toBeLessThanOrEqual(300);
    const { body: ofLatter } = await present(await latter.sign(clientId)).expect(200);
    expect(ofLatter.expires_in).toBe(600);
  });

  it('each store their own last use', async () => {
    const [former, latter] = [await signer(), await signer()];
    const key = await create(accountKeys, { public_jwk: former.publicJwk });
    await present(await former.sign(key.clientId)).expect(200);
    const formerAt = api.clock.now().getTime();
    await key.rotate({ public_jwk: latter.publicJwk, overlap: '1h' }).expect(200);
    api.clock.advance(MINUTE);
    await present(await latter.sign(key.clientId)).expect(200);
    const latterAt = api.clock.now().getTime();
    await eventually(async () => expect(await lastUses(key.id)).toEqual([latterAt, formerAt]));
  });

  async function lastUses(keyId: string): Promise<unknown[]> {
    const key = await api.slices.keyStore.find(keyId);
    return key?.secrets.map(({ lastUsedAt }) => lastUsedAt?.getTime()) ?? [];
  }

  it('obtain tokens for the named service, never for Keyplane', async () => {
    const own = await signer();
    const { clientId, id } = await create('/v1/service-key-tokens', { public_jwk: own.publicJwk });
    const { body: refused } = await present(await own.sign(clientId)).expect(400);
    expect(refused.error).toBe('invalid_target');
    const audience = 'detect';
    const { body } = await present(await own.sign(clientId), { audience }).expect(200);
    const verify = (token: string, asked = audience) =>
      owner().post('/v1/keys/verify').send({ token, audience: asked });
    const verified = await verify(body.access_token).expect(200);
    expect(verified.body).toMatchObject({ valid: true, key: { id, family: 'token' } });
    const elsewhere = await verify(body.access_token, 'write').expect(200);
    expect(elsewhere.body).toMatchObject({ valid: false, code: 'wrong_audience' });
  });
});
