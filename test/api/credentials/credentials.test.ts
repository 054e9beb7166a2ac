import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import {
  authorizationValues,
  flawOf,
  parseAuthorization,
} from '../../../api/http/authorization-header';
import { Secret } from '../../../api/domain/secret';
import { createOAuthApi, type IssuedKey, type OAuthApi } from '../oauth/support/oauth-api';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('an Authorization header', () => {
  const secret = Secret.generate('service_account_key');
  const text = secret.reveal();

  test.each([
    [basic(`kpi_1:${text}`)],
    [basic(`kpi%5F1:${encodeURIComponent(text).replace('_', '%5F')}`)],
    [`basic   ${basic(`kpi_1:${text}`).slice(6)}`],
  ])('presents a client ID and secret', (header) => {
    const presented = parseAuthorization(header);
    expect(presented).toMatchObject({ kind: 'basic', clientId: 'kpi_1' });
    expect(presented?.kind === 'basic' && presented.secret.hash).toBe(secret.hash);
  });

  test('presents a secret or a JWT as Bearer', () => {
    expect(parseAuthorization(`Bearer ${text}`)?.kind).toBe('secret');
    expect(parseAuthorization('Bearer a.b.c')).toEqual({ kind: 'jwt', token: 'a.b.c' });
  });

  test.each([
    [''],
    ['Basic'],
    ['Basic !!!'],
    [basic(text)],
    [basic(`:${text}`)],
    [basic('kpi_1:%')],
    [basic('kpi_1:wrong')],
    [`Bearer ${text}x`],
    [`Bearer ${text} ${text}`],
    ['Bearer a.b'],
    [`Digest ${text}`],
    [`Bearer ${'a'.repeat(9000)}.b.c`],
  ])('%# presents no credential', (header) => {
    expect(parseAuthorization(header)).toBeUndefined();
  });

  test.each([
    ['', 'malformed'],
    ['Basic', 'malformed'],
    ['Basic !!!', 'malformed'],
    [basic('without-a-colon'), 'malformed'],
    [`Bearer ${text} ${text}`, 'malformed'],
    [`Bearer ${'a'.repeat(9000)}`, 'malformed'],
    [`Digest ${text}`, 'unknown_scheme'],
    [text, 'unknown_scheme'],
    ['Token token="x"', 'unknown_scheme'],
    [basic('kpi_1:wrong'), undefined],
    [`Bearer ${text}x`, undefined],
  ] as const)('%# has a flaw for which it is refused', (header, flaw) => {
    expect(flawOf(header)).toBe(flaw);
  });

  test('is found each time that it was sent', () => {
    expect(authorizationValues(['Host', 'a', 'AUTHORIZATION', 'b', 'authorization', 'c'])).toEqual([
      'b',
      'c',
    ]);
  });
});

describe('callers', () => {
  let api: OAuthApi;
  let key: IssuedKey;

  beforeAll(async () => {
    api = await createOAuthApi();
    key = await api.issueKey(['keys.verify']);
  });

  afterAll(() => api.close());

  const verify = (authorization: string) =>
    api.as().post('/v1/keys/verify').set('Authorization', authorization).send({ secret: 'x' });

  const unknownSecret = () => `Bearer ${Secret.generate('service_account_key').reveal()}`;

  it('are refused with two Authorization headers, even if one is valid', async () => {
    const good = `Bearer ${key.secret}`;
    const sent = request(`${api.issuer}/v1/keys/verify`, {
      method: 'POST',
      headers: { authorization: [good, good] as unknown as string },
    });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(401);
    expect(await textOf(answer)).toContain('The request has 2 Authorization headers');
    await verify(good).expect(200);
  });

  it('are told what is wrong with the header, one reason each', async () => {
    const detailOf = async (headers: Record<string, string | string[]>): Promise<string> => {
      const response = await fetch(`${api.issuer}/v1/keys/verify`, {
        method: 'POST',
        headers: Object.entries(headers).flatMap(([name, values]) =>
          [values].flat().map((value): [string, string] => [name, value]),
        ),
      });
      expect(response.status).toBe(401);
      return ((await response.json()) as { detail: string }).detail;
    };
    const good = `Bearer ${key.secret}`;
    expect(await detailOf({})).toContain('The request has no credentials.');
    expect(await detailOf({ authorization: 'Basic !!!' })).toContain('is malformed');
    expect(await detailOf({ authorization: `Digest ${key.secret}` })).toContain(
      'neither Basic nor Bearer',
    );
    expect(await detailOf({ authorization: unknownSecret() })).toContain(
      'Send one Authorization header with a valid',
    );
    expect(await detailOf({ authorization: `Digest ${key.secret}` })).not.toContain(key.secret);
    await verify(good).expect(200);
  });

  it('are throttled if they guess, and told for how long; a valid secret never is', async () => {
    const guesses = [];
    for (let guess = 0; guess < 61; guess += 1) guesses.push(await verify(unknownSecret()));
    const last = guesses.at(-1);
    expect(guesses[0]?.status).toBe(401);
    expect(last?.status).toBe(429);
    expect(last?.body.code).toBe('rate_limited');
    expect(Number(last?.get('Retry-After'))).toBeGreaterThan(0);
    expect(last?.get('RateLimit')).toMatch(/^"unknown-secrets";r=0;t=\d+$/);
    expect(last?.get('RateLimit-Policy')).toBe('"unknown-secrets";q=60;w=60');
    await verify(`Bearer ${key.secret}`).expect(200);
    await verify(basic(`${key.clientId}:${key.secret}`)).expect(200);

    const form = { grant_type: 'client_credentials' };
    const oauth = await api.post('/oauth2/token', form, { ...key, secret: 'x' }).expect(429);
    expect(oauth.body.error).toBe('temporarily_unavailable');
    expect(Number(oauth.get('Retry-After'))).toBeGreaterThan(0);
    await api.post('/oauth2/token', form, key).expect(200);
  });
});
