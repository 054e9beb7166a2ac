import { DATABASES, type Credentials } from '../../support/api';
import { MINUTE } from '../../support/manual-clock';
import { createAssertionSigner, presentAssertion } from '../oauth/support/assertion-client';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

describe.each(DATABASES)('an access token, once its key was rotated, on %s,', (on) => {
  let api: OAuthApi;
  let verifier: IssuedKey;
  let key: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi(on);
    verifier = await api.issueKey(['keys.verify']);
  });
  beforeEach(async () => {
    key = await api.issueKey(['service_account_keys.rotate', 'reports.read']);
  });
  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);
  const bearer = (token: string) => api.as().set('Authorization', `Bearer ${token}`);
  const path = ({ id }: { id: string }) => `/v1/service-account-keys/${id}`;

  async function rotate(of: IssuedKey, body: object = {}): Promise<Credentials> {
    const answer = await owner()
      .post(`${path(of)}/rotate`)
      .send(body)
      .expect(200);
    return { ...of, secret: answer.body.secret };
  }

  /** What Keyplane, introspection and verification each say about tokens for Keyplane and for a service. */
  async function judgments(own: string, ofService: string) {
    const introspect = api.post('/oauth2/introspect', { token: ofService }, verifier);
    const verify = api
      .as(verifier)
      .post('/v1/keys/verify')
      .send({ token: ofService, audience: 'reports' });
    return {
      keyplane: (await bearer(own).get('/v1/whoami')).status,
      introspection: (await introspect.expect(200)).body.active,
      verification: (await verify.expect(200)).body.code,
    };
  }

  const GOOD = { keyplane: 200, introspection: true, verification: 'valid' };
  const DEAD = { keyplane: 401, introspection: false, verification: 'secret_retired' };

  const tokensOf = async (by: Credentials) =>
    [await api.accessToken(by), await api.accessToken(by, { audience: 'reports' })] as const;

  it('ends immediately everywhere if the old secret that obtained it ends', async () => {
    const former = await tokensOf(key);
    // From here on, the key is cached, like any caller on the hot path.
    expect(await judgments(...former)).toEqual(GOOD);
    expect(await judgments(...former)).toEqual(GOOD);
    const latter = await tokensOf(await rotate(key));
    expect(await judgments(...former)).toEqual(DEAD);
    expect(await judgments(...latter)).toEqual(GOOD);
    const refused = await bearer(former[0]).get('/v1/whoami').expect(401);
    expect(refused.body.detail).toMatch(/secret that obtained this access token ended/);
  });

  it('cannot rotate its key back', async () => {
    const token = await api.accessToken(key);
    const { secret } = await rotate(key);
    await bearer(token)
      .post(`${path(key)}/rotate`)
      .send({})
      .expect(401);
    await api
      .as({ ...key, secret })
      .get('/v1/whoami')
      .expect(200);
  });

  it('lives for the overlap if it was obtained with the secret that the rotation replaces', async () => {
    const former = await tokensOf(key);
    const latter = await tokensOf(await rotate(key, { overlap: '5m' }));
    expect(await judgments(...former)).toEqual(GOOD);
    const { body } = await api.post('/oauth2/introspect', { token: former[1] }, verifier);
    expect(body.exp).toBe(Math.floor((api.clock.now().getTime() + 5 * MINUTE) / 1000));
    api.clock.advance(5 * MINUTE);
    expect(await judgments(...former)).toEqual(DEAD);
    expect(await judgments(...latter)).toEqual(GOOD);
  });

  it('ends immediately if the overlap is ended by presenting the old secret', async () => {
    const former = await tokensOf(key);
    await rotate(key, { overlap: '5m' });
    await api
      .as()
      .post('/v1/keys/revoke-leaked')
      .send({ secrets: [key.secret] })
      .expect(200);
    expect(await judgments(...former)).toEqual(DEAD);
  });

  it('ends immediately if it was obtained with a public key that was replaced', async () => {
    const [former, latter] = [await createAssertionSigner(api), await createAssertionSigner(api)];
    const own = await api.issueKey(['reports.read'], { body: { public_jwk: former.publicJwk } });
    const tokensBy = async (signer: typeof former) => {
      const token = async (form: Record<string, string>) => {
        const assertion = await signer.sign(own.clientId);
        const { body } = await presentAssertion(api, assertion, form).expect(200);
        return body.access_token as string;
      };
      return [await token({}), await token({ audience: 'reports' })] as const;
    };
    const first = await tokensBy(former);
    expect(await judgments(...first)).toEqual(GOOD);
    await rotate(own, { public_jwk: latter.publicJwk });
    expect(await judgments(...first)).toEqual(DEAD);
    expect(await judgments(...(await tokensBy(latter)))).toEqual(GOOD);
  });
});
