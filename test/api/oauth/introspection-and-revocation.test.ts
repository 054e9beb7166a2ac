import { decodeJwt } from 'jose';
import { MINUTE } from '../../support/manual-clock';
import { createOAuthApi, type IssuedKey, type OAuthApi } from './support/oauth-api';

let api: OAuthApi;
let verifier: IssuedKey;
let key: IssuedKey;

beforeAll(async () => {
  api = await createOAuthApi();
  verifier = await api.issueKey(['keys.verify']);
});

beforeEach(async () => {
  key = await api.issueKey(['reports.read', 'reports.write']);
});

afterAll(() => api.close());

const introspect = async (token: string, by = verifier) =>
  (await api.post('/oauth2/introspect', { token }, by).expect(200)).body as object;

const revoke = (token: string, by: IssuedKey) => api.post('/oauth2/revoke', { token }, by);

const keyPath = ({ id }: IssuedKey) => `/v1/service-account-keys/${id}`;

describe('introspection', () => {
  it('gives the same answer for everything that the caller may not know', async () => {
    const otherTeam = await api.foundTeam('other');
    const foreign = await api.issueKey(['reports.read'], { team: otherTeam });
    const unknown = [
      foreign.secret,
      await api.accessToken(foreign, { audience: 'reports' }),
      api.team.owner.secret,
      api.operator.secret,
      'kps_x',
      'a.b.c',
    ];
    for (const token of unknown) expect(await introspect(token)).toEqual({ active: false });
  });

  it('judges the current permissions, key, account and lifetime', async () => {
    const token = await api.accessToken(key, { audience: 'reports', scope: 'reports.read' });
    expect(await introspect(token)).toMatchObject({ active: true, scope: 'reports.read' });

    const owner = api.as(api.team.owner);
    const account = `/v1/service-accounts/${key.accountId}`;
    await owner.patch(account).send({ role_ids: [] }).expect(200);
    expect(await introspect(token)).toMatchObject({ active: true });
    expect(await introspect(token)).not.toHaveProperty('scope');
    await owner.patch(account).send({ enabled: false }).expect(200);
    expect(await introspect(token)).toEqual({ active: false });
    await owner.patch(account).send({ enabled: true }).expect(200);
    expect(await introspect(token)).toMatchObject({ active: true });
    api.clock.advance(11 * MINUTE);
    expect(await introspect(token)).toEqual({ active: false });
  });

  it('needs keys.verify, and may be requested with a bearer token', async () => {
    const refused = await api.post('/oauth2/introspect', { token: 'x' }, key).expect(403);
    expect(refused.body.error).toBe('insufficient_scope');
    const bearer = (credential: string) =>
      api
        .post('/oauth2/introspect', { token: key.secret })
        .set('Authorization', `Bearer ${credential}`);
    const answer = await bearer(verifier.secret).expect(200);
    expect(answer.body.active).toBe(true);
    await bearer(await api.accessToken(verifier)).expect(200);
    await bearer(await api.accessToken(verifier, { audience: 'reports' })).expect(401);
    await api.post('/oauth2/introspect', { token: key.secret }).expect(401);
  });

  it('lets the operator ask about any team', async () => {
    const operator = { ...api.operator, id: '', accountId: '' };
    expect(await introspect(key.secret, operator)).toMatchObject({ active: true });
  });

  it('keeps a token narrowed if its scope is empty', async () => {
    const plain = await api.issueKey(['keys.verify']);
    const token = await api.accessToken(plain, { audience: 'reports' });
    expect(decodeJwt(token)['scope']).toBe('');
    const account = await api.as(api.team.owner).get(`/v1/service-accounts/${plain.accountId}`);
    const role = `/v1/roles/${account.body.role_ids[0]}`;
    const permissions = ['keys.verify', 'reports.read'];
    await api.as(api.team.owner).patch(role).send({ permissions }).expect(200);
    expect(await introspect(token)).toMatchObject({ active: true });
    expect(await introspect(token)).not.toHaveProperty('scope');
    const verified = await api
      .as(verifier)
      .post('/v1/keys/verify')
      .send({ token, audience: 'reports', permissions: ['reports.read'] })
      .expect(200);
    expect(verified.body.code).toBe('insufficient_permissions');
  });

  it('requires the parameter token', async () => {
    const answer = await api.post('/oauth2/introspect', {}, verifier).expect(400);
    expect(answer.body.error).toBe('invalid_request');
  });
});

describe('revocation', () => {
  it('ends one access token, for verification and for Keyplane itself, and is recorded', async () => {
    const ended = await api.accessToken(verifier);
    const lasting = await api.accessToken(verifier);
    const ask = (token: string) =>
      api.post('/oauth2/introspect', { token: key.secret }).set('Authorization', `Bearer ${token}`);
    await ask(ended).expect(200);
    await revoke(ended, verifier).expect(200);
    const refused = await ask(ended).expect(401);
    expect(refused.body.error_description).toMatch(/was revoked/);
    await ask(lasting).expect(200);
    await revoke(ended, verifier).expect(200);

    const { body } = await api.as(api.team.owner).get('/v1/audit-events').expect(200);
    const events = (body.items as { action: string; target_id: string }[]).filter(
      ({ action }) => action === 'access_token.revoked',
    );
    expect(events).toHaveLength(1);
    expect(JSON.stringify(events)).toContain(decodeJwt(ended).jti);
  });

  it('refuses another client’s access token', async () => {
    const token = await api.accessToken(key, { audience: 'reports' });
    const { body } = await revoke(token, verifier).expect(400);
    expect(body.error).toBe('unauthorized_client');
    expect(await introspect(token)).toMatchObject({ active: true });
  });

  it('ends the whole key of a secret, by anybody who presents it, with its access tokens', async () => {
    const token = await api.accessToken(key, { audience: 'reports' });
    await revoke(key.secret, verifier).expect(200);
    expect(await introspect(key.secret)).toEqual({ active: false });
    expect(await introspect(token)).toEqual({ active: false });
    const { body } = await api.as(api.team.owner).get(keyPath(key)).expect(200);
    expect(body.state).toBe('revoked');
  });

  it('ends only a secret that a rotation is replacing, and its key stays with the newer one', async () => {
    const owner = api.as(api.team.owner);
    const rotate = async (overlap: string) =>
      (
        await owner
          .post(`${keyPath(key)}/rotate`)
          .send({ overlap })
          .expect(200)
      ).body.secret;
    const newer = await rotate('1d');
    await revoke(key.secret, verifier).expect(200);
    expect(await introspect(key.secret)).toEqual({ active: false });
    expect(await introspect(newer)).toMatchObject({ active: true });
    await revoke(key.secret, verifier).expect(200);
    expect(await introspect(newer)).toMatchObject({ active: true });
  });

  it('answers 200 for unknown tokens, and refuses unknown callers', async () => {
    await revoke('kps_x', verifier).expect(200);
    await revoke('a.b.c', verifier).expect(200);
    await api.post('/oauth2/revoke', { token: key.secret }).expect(401);
    expect(await introspect(key.secret)).toMatchObject({ active: true });
  });
});
