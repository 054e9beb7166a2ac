import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type JWTPayload,
} from 'jose';
import { DATABASES } from '../../support/api';
import { createOAuthApi, type IssuedKey, type OAuthApi } from './support/oauth-api';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe.each(DATABASES)('a client assertion, on %s,', (on) => {
  let api: OAuthApi;
  let key: IssuedKey;
  let pair: Awaited<ReturnType<typeof generateKeyPair>>;
  let drawn = 0;

  beforeAll(async () => {
    api = await createOAuthApi(on);
    pair = await generateKeyPair('ES256', { extractable: true });
    key = await api.issueKey(['reports.read'], {
      body: { public_jwk: await exportJWK(pair.publicKey) },
    });
  });

  afterAll(() => api.close());

  const seconds = () => Math.floor(api.clock.now().getTime() / 1000);

  function claims(changes: Record<string, unknown> = {}): JWTPayload {
    drawn += 1;
    return {
      iss: key.clientId,
      sub: key.clientId,
      aud: api.issuer,
      jti: `jti-${drawn}`,
      iat: seconds(),
      exp: seconds() + 60,
      ...changes,
    };
  }

  const sign = (payload: JWTPayload, header: { alg: string } = { alg: 'ES256' }) =>
    new SignJWT(payload).setProtectedHeader(header).sign(pair.privateKey);

  const present = (assertion: string) =>
    api.post('/oauth2/token', {
      grant_type: 'client_credentials',
      client_assertion_type: ASSERTION_TYPE,
      client_assertion: assertion,
    });

  it('works once', async () => {
    const assertion = await sign(claims());
    await present(assertion).expect(200);
    const again = await present(assertion).expect(401);
    expect(again.body.error).toBe('invalid_client');
    expect(again.body.error_description).toMatch(/was used before.*new jti/);
    await present(await sign(claims({ jti: `jti-${drawn}` }))).expect(401);
  });

  it('works once even if it is presented many times at the same moment', async () => {
    const assertion = await sign(claims());
    const answers = await Promise.all(Array.from({ length: 6 }, () => present(assertion)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it.each<[string, () => JWTPayload]>([
    ['a clock that is half a minute ahead', () => ({ iat: seconds() + 25, nbf: seconds() + 25 })],
    ['an end that just passed', () => ({ exp: seconds() - 20 })],
    ['exactly five minutes to live', () => ({ exp: seconds() + 300 })],
    [
      'five minutes to live by a clock that is ahead',
      () => ({ iat: seconds() + 25, exp: seconds() + 325 }),
    ],
    ['no issue and five minutes from now', () => ({ iat: undefined, exp: seconds() + 300 })],
    ['the issuer as the only one of a list', () => ({ aud: [api.issuer] })],
  ])('is accepted with %s', async (_, changes) => {
    await present(await sign(claims(changes()))).expect(200);
  });

  it.each<[string, () => Record<string, unknown>, RegExp]>([
    ['another audience', () => ({ aud: 'https://elsewhere.example' }), /^aud is .* the issuer/],
    ['the token endpoint as audience', () => ({ aud: `${api.issuer}/oauth2/token` }), /^aud is/],
    ['several audiences', () => ({ aud: [api.issuer, 'https://elsewhere.example'] }), /^aud is/],
    ['another issuer', () => ({ iss: 'kpi_other' }), /^iss is 'kpi_other'/],
    ['no jti', () => ({ jti: undefined }), /^jti is missing/],
    ['an empty jti', () => ({ jti: '' }), /^jti is/],
    ['no end', () => ({ exp: undefined }), /^exp is missing/],
    ['an end that is long past', () => ({ exp: seconds() - 60 }), /expired at 2\S+Z\. The time/],
    ['more than five minutes to live', () => ({ exp: seconds() + 400 }), /at most 300 seconds/],
    [
      'a second more than that',
      () => ({ exp: seconds() + 301 }),
      /301 seconds after iat.*at most 300/,
    ],
    [
      'more than that by a clock that is behind',
      () => ({ iat: seconds() - 25, exp: seconds() + 290 }),
      /315 seconds after iat/,
    ],
    [
      'a second more than that and no issue',
      () => ({ iat: undefined, exp: seconds() + 301 }),
      /Without iat .* at most 300 seconds from now/,
    ],
    ['a begin that is minutes ahead', () => ({ nbf: seconds() + 120 }), /^nbf .* in the future/],
    ['an issue that is minutes ahead', () => ({ iat: seconds() + 120 }), /^iat .* in the future/],
    ['an unknown client', () => ({ iss: 'kpi_unknown', sub: 'kpi_unknown' }), /^sub is/],
  ])('is refused with %s, and says which rule failed', async (_, changes, rule) => {
    const { body } = await present(await sign(claims(changes()))).expect(401);
    expect(body.error).toBe('invalid_client');
    expect(body.error_description).toMatch(rule);
  });

  it('names every rule that it breaks, in one answer', async () => {
    const broken = { aud: 'x', exp: seconds() + 400, jti: undefined };
    const { body } = await present(await sign(claims(broken))).expect(401);
    expect(body.error_description).toMatch(/aud is 'x'.* jti is missing.* at most 300 seconds/);
  });

  it('is refused the same way whether its client exists or not', async () => {
    const other = await generateKeyPair('ES256');
    const secretKey = await api.issueKey(['reports.read']);
    const clients = [key.clientId, secretKey.clientId, `kpi_${'0'.repeat(32)}`];
    for (const changes of [{}, { aud: 'https://elsewhere.example' }, { exp: seconds() - 60 }]) {
      const answers = [];
      for (const clientId of clients) {
        const payload = claims({ ...changes, iss: clientId, sub: clientId });
        const signed = new SignJWT(payload).setProtectedHeader({ alg: 'ES256' });
        answers.push(await present(await signed.sign(other.privateKey)).expect(401));
      }
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    }
  });

  it('is refused in any algorithm that does not belong to its key', async () => {
    const none = new UnsecuredJWT(claims()).encode();
    const spki = new TextEncoder().encode(await exportSPKI(pair.publicKey));
    const hmac = await new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(spki);
    const rsa = await generateKeyPair('RS256');
    const foreign = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256' })
      .sign(rsa.privateKey);
    const embedded = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(rsa.publicKey) })
      .sign(rsa.privateKey);
    const [head, body, signature] = (await sign(claims())).split('.');
    const crooked = `${head}.${body}.${signature?.startsWith('A') ? 'B' : 'A'}${signature?.slice(1)}`;
    for (const assertion of [none, hmac, foreign, embedded, crooked, 'x', 'a.b.c']) {
      await present(assertion).expect(401);
    }
  });

  it('is refused if its key has a secret, or has been revoked', async () => {
    const secretKey = await api.issueKey(['reports.read']);
    const changes = { iss: secretKey.clientId, sub: secretKey.clientId };
    await present(await sign(claims(changes))).expect(401);

    await api.as(api.team.owner).delete(`/v1/service-account-keys/${key.id}`).expect(204);
    const { body } = await present(await sign(claims())).expect(401);
    expect(body.error_description).toMatch(/was revoked at/);
  });
});
