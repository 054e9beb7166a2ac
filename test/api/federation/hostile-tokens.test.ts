import { createHash } from 'node:crypto';
import { CompactSign } from 'jose';
import { DATABASES } from '../../support/api';
import { someInFastRun } from '../../support/effort';
import { MINUTE } from '../../support/manual-clock';
import {
  HOSTILE_JWKS,
  HOSTILE_TEXTS,
  HOSTILE_VALUES,
  wellFormed,
} from '../http/support/hostile-requests';
import { createFederationApi, type FederationApi } from './support/federation-api';
import { createSigningKey, type SigningKey } from './support/outside-issuer';

const HOSTILE: readonly unknown[] = [...HOSTILE_TEXTS, ...HOSTILE_VALUES];
const CLAIMS = [
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'ref',
  'event_name',
  'pipeline_source',
  'repository_id',
  '__proto__',
];
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** JSON as an attacker writes it: `__proto__` is a member like any other. */
function withMember(base: object, name: string, value: unknown): Uint8Array {
  const members = Object.entries(base).filter(([each]) => each !== name);
  const written = [...members, [name, value] as const].map(
    ([each, of]) => `${JSON.stringify(each)}:${JSON.stringify(of)}`,
  );
  return Buffer.from(`{${written.join(',')}}`);
}

describe.each(DATABASES)('a token with hostile claims on %s', (databaseName) => {
  let api: FederationApi;
  let accountId: string;
  let key: SigningKey;

  beforeAll(async () => {
    api = await createFederationApi(databaseName);
    ({ id: accountId } = await api.account(['reports.read']));
    await api.trust(accountId, { replay_protection: true });
    await api.exchange(accountId, await api.signed()).expect(200);
    key = await createSigningKey();
    publish({ keys: [key.publicJwk] });
  });
  afterAll(() => api.close());

  function publish(document: unknown) {
    api.outside.answers.set('/jwks', (response) => response.end(JSON.stringify(document)));
    // The keys that were read before no longer count.
    api.clock.advance(11 * MINUTE);
  }

  const goodClaims = () => {
    const [, payload = ''] = token.split('.');
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  };
  let token = '';
  beforeEach(async () => {
    token = await api.signed();
  });

  const sign = (payload: Uint8Array) =>
    new CompactSign(payload)
      .setProtectedHeader({ alg: 'RS256', kid: key.kid })
      .sign(key.privateKey);
  const isRefusal = (status: number) => status === 400 || status === 429;

  it.each(CLAIMS)(
    'is refused or accepted if its issuer signed it, whatever `%s` is',
    async (name) => {
      for (const value of someInFastRun(HOSTILE, 6, CLAIMS.indexOf(name))) {
        const { jti } = goodClaims() as { jti: string };
        const unused = { ...goodClaims(), jti: `${jti}-${name}-${HOSTILE.indexOf(value)}` };
        const answer = await api.exchange(accountId, await sign(withMember(unused, name, value)));
        expect({ value, status: answer.status < 500 }).toEqual({ value, status: true });
      }
    },
  );

  it('is refused if nobody signed it, whatever its issuer is called', async () => {
    for (const iss of HOSTILE) {
      const unsigned = `${part({ alg: 'RS256' })}.${part({ iss, sub: 'x' })}.AAAA`;
      const { status } = await api.exchange(accountId, unsigned);
      expect({ iss, refused: isRefusal(status) }).toEqual({ iss, refused: true });
    }
  });

  it('is refused for an account that cannot exist', async () => {
    for (const text of HOSTILE_TEXTS) {
      const { status } = await api.exchange(wellFormed(text), token);
      expect({ text, refused: isRefusal(status) }).toEqual({ text, refused: true });
    }
  });

  it('is refused if the issuer publishes malformed keys', async () => {
    for (const jwk of HOSTILE_JWKS) {
      publish({ keys: [{ kty: 'RSA', ...jwk, kid: key.kid, alg: 'RS256' }] });
      token = await api.signed();
      const good = await sign(Buffer.from(JSON.stringify(goodClaims())));
      const { status } = await api.exchange(accountId, good);
      expect({ jwk, refused: isRefusal(status) }).toEqual({ jwk, refused: true });
    }
    publish({ keys: [key.publicJwk] });
  });

  it('is refused as the assertion of a client, signed or not', async () => {
    for (const value of someInFastRun(HOSTILE, 4)) {
      for (const [header, payload] of [
        [{ alg: value }, { sub: 'x' }],
        [{ alg: 'ES256', kid: value }, { sub: api.team.owner.clientId }],
        [{ alg: 'ES256' }, { sub: value, exp: value, jti: value }],
        [value, value],
      ]) {
        const { status } = await api
          .as()
          .post('/oauth2/token')
          .type('form')
          .send({
            grant_type: 'client_credentials',
            client_assertion_type: ASSERTION_TYPE,
            client_assertion: `${part(header ?? null)}.${part(payload ?? null)}.AAAA`,
          });
        expect({ value, refused: status === 401 || status === 429 }).toEqual({
          value,
          refused: true,
        });
      }
    }
  });

  it('is refused as an access token of Keyplane, and in a verification', async () => {
    const digest = createHash('sha256').update('x').digest('base64url');
    for (const value of someInFastRun(HOSTILE, 4, 1)) {
      const forged = `${part({ alg: 'ES256', typ: 'at+jwt', kid: value })}.${part(value)}.${digest}`;
      const asked = await api.as().get('/v1/whoami').set('authorization', `Bearer ${forged}`);
      expect([401, 429]).toContain(asked.status);
      const introspected = await api
        .as(api.team.owner)
        .post('/oauth2/introspect')
        .type('form')
        .send({ token: forged, token_type_hint: String(HOSTILE.indexOf(value)) });
      expect(introspected.status).toBeLessThan(500);
    }
  });
});
