import { decodeJwt, decodeProtectedHeader } from 'jose';
import { DAY, MINUTE } from '../../support/manual-clock';
import { createOAuthApi, type IssuedKey, type OAuthApi } from './support/oauth-api';

const GRANT = { grant_type: 'client_credentials' };

describe('the token endpoint', () => {
  let api: OAuthApi;
  let key: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi();
    key = await api.issueKey(['reports.read', 'roles.read']);
  });

  afterAll(() => api.close());

  const ask = (form: Record<string, string>, by = key) => api.post('/oauth2/token', form, by);

  it('answers a JWT as in RFC 9068, for Keyplane itself if no service is named', async () => {
    const answer = await ask(GRANT).expect(200);
    expect(answer.get('Cache-Control')).toBe('no-store');
    expect(Object.keys(answer.body).sort()).toEqual(['access_token', 'expires_in', 'token_type']);
    const token = answer.body.access_token as string;
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    const claims = decodeJwt(token);
    expect(claims).toMatchObject({ iss: api.issuer, aud: api.issuer, sub: key.accountId });
    expect(claims).not.toHaveProperty('scope');
    expect(claims.exp).toBe((claims.iat ?? 0) + 600);
  });

  it('puts the permissions that services ask for into a token for a service', async () => {
    const answer = await ask({ ...GRANT, audience: 'reports' }).expect(200);
    expect(answer.body.scope).toBe('reports.read');
    expect(decodeJwt(answer.body.access_token as string)).toMatchObject({
      aud: 'reports',
      scope: 'reports.read',
    });
  });

  it('issues shorter tokens if requested, and none that outlives its key or its retiring secret', async () => {
    const short = await ask({ ...GRANT, requested_lifetime_seconds: '60' }).expect(200);
    expect(short.body.expires_in).toBe(60);

    const now = api.clock.now();
    const ending = await api.issueKey(['reports.read'], {
      body: { expires_in: undefined, expires_at: new Date(now.getTime() + 90_000).toISOString() },
    });
    const { body } = await ask(GRANT, ending).expect(200);
    expect(body.expires_in).toBeLessThanOrEqual(90);
    expect(body.expires_in).toBeGreaterThan(80);

    const rotated = await api.issueKey(['reports.read']);
    await api
      .as(api.team.owner)
      .post(`/v1/service-account-keys/${rotated.id}/rotate`)
      .send({ overlap: '2m' })
      .expect(200);
    const retiring = await ask(GRANT, rotated).expect(200);
    expect(retiring.body.expires_in).toBeLessThanOrEqual(120);
  });

  it.each([
    ['no grant', {}, 'invalid_request'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a scope that the key lacks', { ...GRANT, scope: 'reports.write' }, 'invalid_scope'],
    ['a scope that is none', { ...GRANT, scope: 'reports.read  x' }, 'invalid_scope'],
    ['a relative resource', { ...GRANT, resource: '/reports' }, 'invalid_target'],
    ['a resource with fragment', { ...GRANT, resource: 'https://a.example/#b' }, 'invalid_target'],
    ['two services', { ...GRANT, resource: 'https://a.example/', audience: 'b' }, 'invalid_target'],
    ['a long audience', { ...GRANT, audience: 'a'.repeat(256) }, 'invalid_target'],
    ['eleven minutes', { ...GRANT, requested_lifetime_seconds: '660' }, 'invalid_request'],
    ['no time', { ...GRANT, requested_lifetime_seconds: '0' }, 'invalid_request'],
    ['another client_id', { ...GRANT, client_id: 'kpi_other' }, 'invalid_request'],
    ['two ways to authenticate', { ...GRANT, client_secret: 'x' }, 'invalid_request'],
    [
      'another kind of assertion',
      { ...GRANT, client_assertion_type: 'urn:other', client_assertion: 'x' },
      'invalid_request',
    ],
  ])('refuses %s', async (_, form, error) => {
    const answer = await ask(form as Record<string, string>).expect(400);
    expect(answer.body).toEqual({ error, error_description: expect.any(String) });
  });

  it('refuses a repeated parameter, and several services', async () => {
    const send = (body: string) => ask({}).send(body).expect(400);
    const twice = await send('grant_type=client_credentials&scope=a.b&scope=c.d');
    expect(twice.body.error).toBe('invalid_request');
    const services = await send('grant_type=client_credentials&audience=a&audience=b');
    expect(services.body.error).toBe('invalid_target');
  });

  it('refuses JSON and other methods', async () => {
    const json = await api.as(key).post('/oauth2/token').send(GRANT).expect(400);
    expect(json.body.error).toBe('invalid_request');
    const get = await api.as(key).get('/oauth2/token').expect(405);
    expect(get.get('Allow')).toBe('POST');
  });

  it('gives an application key tokens for Keyplane alone', async () => {
    const owner = { ...api.team.owner, id: '', accountId: '' };
    await ask(GRANT, owner).expect(200);
    const refused = await ask({ ...GRANT, audience: 'reports' }, owner).expect(400);
    expect(refused.body.error).toBe('invalid_target');
  });

  it('says why a key is refused to a caller who has the secret, in the characters that RFC 6749 allows', async () => {
    const disabled = await api.issueKey(['reports.read'], { body: { name: 'a "naïve" \\ name' } });
    await api
      .as(api.team.owner)
      .patch(`/v1/service-account-keys/${disabled.id}`)
      .send({ enabled: false })
      .expect(200);
    const { body } = await ask(GRANT, disabled).expect(401);
    expect(body.error).toBe('invalid_client');
    expect(body.error_description).toMatch(/has been disabled since/);
    expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it('gives the same answer to an unknown secret, a malformed one and one of another client', async () => {
    const other = await api.issueKey(['reports.read']);
    const unknown = 'kps_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
    const answers = await Promise.all([
      ask(GRANT, { ...key, secret: other.secret }),
      ask(GRANT, { ...key, secret: unknown }),
      ask(GRANT, { ...key, secret: 'x' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  });

  it.each([
    [
      'no credentials',
      'Basic realm="keyplane"',
      {},
      undefined,
      /does not authenticate its client.* Basic/,
    ],
    [
      'a secret that is none',
      undefined,
      { client_id: 'kpi_x', client_secret: 'x' },
      undefined,
      /checksum/,
    ],
    ['a Bearer', 'Basic realm="keyplane"', {}, 'Bearer x', /cannot authenticate with Bearer/],
    [
      'a client ID without a secret',
      'Basic realm="keyplane"',
      {},
      `Basic ${btoa('kpi_x:')}`,
      /client ID but no secret/,
    ],
  ])('says what is wrong with %s', async (_, challenge, form, authorization, why) => {
    const request = api.post('/oauth2/token', { ...GRANT, ...form });
    if (authorization !== undefined) void request.set('Authorization', authorization);
    const answer = await request.expect(401);
    expect(answer.body.error).toBe('invalid_client');
    expect(answer.body.error_description).toMatch(why);
    // RFC 6749 §5.2: a client that authenticates in the form gets no challenge.
    expect(answer.get('WWW-Authenticate')).toBe(challenge);
  });
});

test('signing keys are published an hour before they sign, and for as long as their tokens live', async () => {
  const api = await createOAuthApi();
  const published = async () => {
    const answer = await api.as().get('/.well-known/jwks.json').expect(200);
    expect(answer.get('Cache-Control')).toBe('public, max-age=300');
    expect(JSON.stringify(answer.body)).not.toContain('"d"');
    return (answer.body.keys as { kid: string }[]).map(({ kid }) => kid);
  };
  const signer = async () => {
    const key = await api.issueKey(['reports.read']);
    return decodeProtectedHeader(await api.accessToken(key)).kid;
  };

  const [first] = await published();
  expect(await signer()).toBe(first);

  api.clock.advance(30 * DAY - 61 * MINUTE);
  expect(await published()).toEqual([first]);
  api.clock.advance(2 * MINUTE);
  const [, second] = await published();
  expect(await published()).toEqual([first, second]);
  expect(await signer()).toBe(first);

  api.clock.advance(60 * MINUTE);
  expect(await published()).toEqual([first, second]);
  expect(await signer()).toBe(second);

  api.clock.advance(12 * MINUTE);
  expect(await published()).toEqual([second]);
  await api.close();
});
