import {
  decodeJwt,
  decodeProtectedHeader,
  exportSPKI,
  generateKeyPair,
  importJWK,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { DATABASES } from '../../support/api';
import { MINUTE } from '../../support/manual-clock';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

describe.each(DATABASES)('an access token presented to Keyplane, on %s,', (on) => {
  let api: OAuthApi;
  let key: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi(on);
  });

  beforeEach(async () => {
    key = await api.issueKey(['keys.verify', 'reports.read']);
  });

  afterAll(() => api.close());

  const call = (token: string) =>
    api
      .as()
      .post('/v1/keys/verify')
      .set('Authorization', `Bearer ${token}`)
      .send({ secret: key.secret });

  const refusal = async (token: string) => (await call(token).expect(401)).body.detail as string;

  it('may do what its key may do', async () => {
    const answer = await call(await api.accessToken(key)).expect(200);
    expect(answer.body.code).toBe('valid');
  });

  it('may do no more than its scope', async () => {
    const answer = await call(await api.accessToken(key, { scope: 'reports.read' })).expect(403);
    expect(answer.body.code).toBe('insufficient_permissions');
    await call(await api.accessToken(key, { scope: 'keys.verify' })).expect(200);
  });

  it('is judged by the current key, account and roles', async () => {
    const token = await api.accessToken(key);
    const owner = api.as(api.team.owner);
    const account = `/v1/service-accounts/${key.accountId}`;
    const { body } = await owner.get(account).expect(200);
    await owner.patch(account).send({ role_ids: [] }).expect(200);
    await call(token).expect(403);
    await owner.patch(account).send({ role_ids: body.role_ids, enabled: false }).expect(200);
    expect(await refusal(token)).toMatch(/is disabled or has left/);
    await owner.patch(account).send({ enabled: true }).expect(200);
    await call(token).expect(200);
    await owner.delete(`/v1/service-account-keys/${key.id}`).expect(204);
    expect(await refusal(token)).toMatch(/was revoked at/);
  });

  it('ends when its lifetime is over', async () => {
    const token = await api.accessToken(key, { requested_lifetime_seconds: '60' });
    api.clock.advance(MINUTE);
    expect(await refusal(token)).toMatch(/has expired/);
  });

  it('is accepted by Keyplane alone', async () => {
    const unknown = await refusal('a.b.c');
    expect(await refusal(await api.accessToken(key, { audience: 'reports' }))).toBe(unknown);
  });

  it('is refused unless Keyplane signed it with its own key and algorithm', async () => {
    const token = await api.accessToken(key);
    const claims = decodeJwt(token);
    const header = decodeProtectedHeader(token) as { alg: string; typ: string; kid: string };
    const { body } = await api.as().get('/.well-known/jwks.json').expect(200);
    const ours = await importJWK(body.keys[0], 'ES256', { extractable: true });
    const spki = new TextEncoder().encode(
      await exportSPKI(ours as Parameters<typeof exportSPKI>[0]),
    );
    const own = await generateKeyPair('ES256');
    const sign = (changes: object, signer: Parameters<SignJWT['sign']>[0] = own.privateKey) =>
      new SignJWT(claims).setProtectedHeader({ ...header, ...changes }).sign(signer);

    const [head, payload = '', signature] = token.split('.');
    const richer = Buffer.from(JSON.stringify({ ...claims, sub: 'sa_other' })).toString(
      'base64url',
    );
    const unknown = await refusal('a.b.c');
    const forged = [
      new UnsecuredJWT(claims).encode(),
      await sign({ alg: 'HS256' }, spki),
      await sign({}),
      await sign({ kid: 'unknown' }),
      await sign({ kid: undefined }),
      `${head}.${richer}.${signature}`,
      `${head}.${payload}.`,
    ];
    for (const candidate of forged) expect(await refusal(candidate)).toBe(unknown);
  });

  it('is refused if it is another kind of JWT with Keyplane’s signature, because type and issuer count', async () => {
    const [row] = await api.database.knex('signing_keys');
    const jwk = JSON.parse(api.sealer.open(row.sealed_private_jwk, `signing_keys/${row.id}`));
    const privateKey = await importJWK(jwk, 'ES256');
    const claims = decodeJwt(await api.accessToken(key));
    const sign = (typ: string, changes: object) =>
      new SignJWT({ ...claims, ...changes })
        .setProtectedHeader({ alg: 'ES256', kid: row.id, typ })
        .sign(privateKey);
    await call(await sign('at+jwt', {})).expect(200);
    await call(await sign('JWT', {})).expect(401);
    await call(await sign('at+jwt', { iss: 'https://elsewhere.example' })).expect(401);
  });
});
