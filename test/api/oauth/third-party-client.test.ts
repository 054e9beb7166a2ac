import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import type { AuthorizationServer, ClientAuth } from 'oauth4webapi';
import { DATABASES } from '../../support/api';
import { createOAuthApi, type OAuthApi } from './support/oauth-api';
import * as oauth from 'oauth4webapi';

const HTTP = { [oauth.allowInsecureRequests]: true };

describe.each(DATABASES)('a third party’s OAuth client, on %s,', (on) => {
  let api: OAuthApi;
  let server: AuthorizationServer;

  beforeAll(async () => {
    api = await createOAuthApi(on);
    const issuer = new URL(api.issuer);
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...HTTP });
    server = await oauth.processDiscoveryResponse(issuer, found);
  });

  afterAll(() => api.close());

  async function grant(
    clientId: string,
    authentication: ClientAuth,
    parameters: Record<string, string> = {},
  ) {
    const client = { client_id: clientId };
    const answer = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      authentication,
      parameters,
      HTTP,
    );
    return oauth.processClientCredentialsResponse(server, client, answer);
  }

  it.each([
    ['client_secret_basic', oauth.ClientSecretBasic],
    ['client_secret_post', oauth.ClientSecretPost],
  ])('gets an access token by %s that a service validates by the JWKS', async (_, method) => {
    const key = await api.issueKey(['reports.read', 'reports.write']);
    const audience = 'https://reports.example/api';
    const answer = await grant(key.clientId, method(key.secret), {
      resource: audience,
      scope: 'reports.read',
    });
    expect(answer).toMatchObject({ token_type: 'bearer', expires_in: 600, scope: 'reports.read' });

    const jwks = createRemoteJWKSet(new URL(server.jwks_uri ?? ''));
    const { payload, protectedHeader } = await jwtVerify(answer.access_token, jwks, {
      issuer: api.issuer,
      audience,
      typ: 'at+jwt',
    });
    expect(protectedHeader.alg).toBe('ES256');
    expect(payload).toMatchObject({
      sub: key.accountId,
      client_id: key.clientId,
      scope: 'reports.read',
      keyplane_key_id: key.id,
      keyplane_team_id: api.team.id,
    });
  });

  it('finds issuer, keys and algorithm by OpenID Connect Discovery', async () => {
    const issuer = new URL(api.issuer);
    const found = await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...HTTP });
    const configuration = await oauth.processDiscoveryResponse(issuer, found);
    expect(configuration).toMatchObject({
      ...server,
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
    });
    const key = await api.issueKey(['reports.read']);
    const token = await api.accessToken(key, { audience: 'reports' });
    const keys = createRemoteJWKSet(new URL(configuration.jwks_uri ?? ''));
    const algorithms = configuration.id_token_signing_alg_values_supported as string[];
    await jwtVerify(token, keys, { issuer: configuration.issuer, audience: 'reports', algorithms });
  });

  it.each(['ES256', 'ES384', 'PS256', 'RS256', 'Ed25519'])(
    'gets one by private_key_jwt with %s, without any secret',
    async (algorithm) => {
      const pair = await generateKeyPair(algorithm, { extractable: true });
      const key = await api.issueKey(['reports.read'], {
        body: { public_jwk: await exportJWK(pair.publicKey) },
      });
      const authentication = oauth.PrivateKeyJwt(pair.privateKey);
      const answer = await grant(key.clientId, authentication, { audience: 'reports' });
      expect(answer).toMatchObject({ token_type: 'bearer', scope: 'reports.read' });
    },
  );

  it('introspects tokens and secrets, and sees revocation at once', async () => {
    const verifier = await api.issueKey(['keys.verify']);
    const client = { client_id: verifier.clientId };
    const authentication = oauth.ClientSecretBasic(verifier.secret);
    const introspect = async (token: string) => {
      const answer = await oauth.introspectionRequest(server, client, authentication, token, HTTP);
      return oauth.processIntrospectionResponse(server, client, answer);
    };

    const key = await api.issueKey(['reports.read', 'roles.read']);
    const token = await api.accessToken(key, { audience: 'reports' });
    expect(await introspect(token)).toMatchObject({
      active: true,
      aud: 'reports',
      scope: 'reports.read',
      client_id: key.clientId,
      iss: api.issuer,
    });
    expect(await introspect(key.secret)).toMatchObject({ active: true, sub: key.accountId });

    const own = { client_id: key.clientId };
    const byKey = oauth.ClientSecretBasic(key.secret);
    const revoked = await oauth.revocationRequest(server, own, byKey, token, HTTP);
    await oauth.processRevocationResponse(revoked);
    expect(await introspect(token)).toEqual({ active: false });
    expect(await introspect(key.secret)).toMatchObject({ active: true });

    const ended = await oauth.revocationRequest(server, own, byKey, key.secret, HTTP);
    await oauth.processRevocationResponse(ended);
    expect(await introspect(key.secret)).toEqual({ active: false });
  });

  it('reads from the challenge whether its token has ended or lacks a permission', async () => {
    const key = await api.issueKey(['roles.read']);
    const call = (token: string, path: string) =>
      oauth.protectedResourceRequest(
        token,
        'GET',
        new URL(path, api.issuer),
        undefined,
        null,
        HTTP,
      );
    const scoped = await api.accessToken(key, { scope: 'roles.read' });
    expect((await call(scoped, '/v1/roles')).status).toBe(200);
    await expect(call(scoped, '/v1/members')).rejects.toMatchObject({
      status: 403,
      cause: [{ scheme: 'bearer', parameters: { error: 'insufficient_scope' } }],
    });
    await api.post('/oauth2/revoke', { token: scoped }, key).expect(200);
    await expect(call(scoped, '/v1/roles')).rejects.toMatchObject({
      status: 401,
      cause: [{ scheme: 'basic' }, { scheme: 'bearer', parameters: { error: 'invalid_token' } }],
    });
  });

  it('reads which rule its assertion breaks', async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    const key = await api.issueKey(['reports.read'], {
      body: { public_jwk: await exportJWK(pair.publicKey) },
    });
    const authentication = oauth.PrivateKeyJwt(pair.privateKey, {
      [oauth.modifyAssertion](_header, payload) {
        payload.aud = server.token_endpoint ?? '';
      },
    });
    await expect(grant(key.clientId, authentication)).rejects.toMatchObject({
      error: 'invalid_client',
      error_description: expect.stringMatching(/^aud is .* It must be http.*, the issuer/),
    });
  });

  it('is told that its secret is wrong, as RFC 6749 requires', async () => {
    const key = await api.issueKey(['reports.read']);
    const other = await api.issueKey(['reports.read']);
    const refused = grant(key.clientId, oauth.ClientSecretBasic(other.secret));
    await expect(refused).rejects.toMatchObject({ status: 401 });
    const answer = await api
      .post('/oauth2/token', { grant_type: 'client_credentials' }, { ...key, secret: other.secret })
      .expect(401);
    expect(answer.body.error).toBe('invalid_client');
    expect(answer.get('WWW-Authenticate')).toMatch(/^Basic /);
  });
});
