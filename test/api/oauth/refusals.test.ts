import { gzipSync } from 'node:zlib';
import { Secret } from '../../../api/domain/secret';
import { MINUTE } from '../../support/manual-clock';
import { rawRequest, sendRaw } from '../http/raw-http';
import { createOAuthApi, type IssuedKey, type OAuthApi } from './support/oauth-api';

const POSTED = ['/oauth2/token', '/oauth2/introspect', '/oauth2/revoke'];
const FORM = 'application/x-www-form-urlencoded';
const ERROR = { error: 'invalid_request', error_description: expect.any(String) };

let api: OAuthApi;
let verifier: IssuedKey;

beforeAll(async () => {
  api = await createOAuthApi();
  verifier = await api.issueKey(['keys.verify', 'roles.read']);
});
afterAll(() => api.close());

describe.each(POSTED)('a refusal of %s', (path) => {
  it.each([
    ['a form that is too large', 413, FORM, 'identity', 'a'.repeat(33_000)],
    ['a charset that is not read', 415, `${FORM}; charset=none`, 'identity', 'a=b'],
    ['a compression that is not read', 415, FORM, 'compress', 'a=b'],
    ['a form that is not compressed as it says', 400, FORM, 'gzip', 'a=b'],
    ['JSON', 400, 'application/json', 'identity', '{}'],
  ])('of %s is an OAuth error that nobody stores', async (_, status, type, encoding, body) => {
    const answer = await api
      .as(verifier)
      .post(path)
      .set({ 'content-type': type, 'content-encoding': encoding })
      .send(body);
    expect([answer.status, answer.body]).toEqual([status, ERROR]);
    expect(answer.body.error_description).not.toMatch(/JSON/);
    expect(answer.get('content-type')).toMatch(/^application\/json/);
    expect(answer.get('cache-control')).toBe('no-store');
  });

  it('of a compressed form that is too large is an OAuth error too', async () => {
    const request = api.as(verifier).post(path);
    void request.set({ 'content-type': FORM, 'content-encoding': 'gzip' });
    request.write(gzipSync('a'.repeat(40_000)));
    const answer = await request;
    expect([answer.status, answer.body]).toEqual([413, ERROR]);
  });

  it('of another method is an OAuth error that names the method', async () => {
    const answer = await api.as(verifier).get(path).expect(405);
    expect(answer.body).toEqual(ERROR);
    expect([answer.get('allow'), answer.get('cache-control')]).toEqual(['POST', 'no-store']);
  });
});

describe.each(POSTED)('a client that %s cannot identify', (path) => {
  const send = (...authorization: string[]) => {
    const [, port] = /:(\d+)$/.exec(api.url) ?? [];
    const headers = authorization.map((value) => `Authorization: ${value}`);
    const body = 'grant_type=client_credentials&token=nothing';
    const closing = ['Connection: close', `Content-Type: ${FORM}`];
    return sendRaw(
      Number(port),
      rawRequest({ target: path, body, headers: [...headers, ...closing] }),
    );
  };
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const stranger = basic(`kpi_nobody:${Secret.generate('service_account_key').reveal()}`);
  const good = () => basic(`${verifier.clientId}:${verifier.secret}`);

  it.each([
    ['without credentials', [], 401, /does not authenticate its client/],
    ['with a malformed header', ['Basic !!!'], 401, /header is malformed/],
    ['with a scheme alone', ['Basic'], 401, /header is malformed/],
    ['with an unknown scheme', ['Digest a=b'], 401, /scheme .* is not Basic/],
    ['with a client ID alone', [basic('kpi_a:')], 401, /has a client ID but no secret/],
    [
      'that is unknown',
      [stranger],
      401,
      /^The client ID or its secret is not valid\. Send the client/,
    ],
  ])('is refused %s for this reason', async (_, headers, status, why) => {
    const [answer] = await send(...headers);
    const { error, error_description } = JSON.parse(answer?.body ?? '') as Record<string, string>;
    expect([answer?.status, error]).toEqual([status, 'invalid_client']);
    expect(error_description).toMatch(why);
    const challenges = /www-authenticate: (.*)/i.exec(answer?.head ?? '')?.[1];
    expect(challenges).toMatch(/^Basic realm="keyplane"/);
  });

  it.each(['Basic', 'the form'])(
    'is told what it may send if its secret by %s is wrong',
    async (by) => {
      const secret = Secret.generate('service_account_key').reveal();
      const grant = { grant_type: 'client_credentials', token: 'nothing' };
      const inForm = { client_id: verifier.clientId, client_secret: secret };
      const { status, body } =
        by === 'Basic'
          ? await api.post(path, grant, { ...verifier, secret })
          : await api.post(path, { ...grant, ...inForm });
      expect([status, body.error]).toEqual([401, 'invalid_client']);
      expect(body.error_description).toMatch(
        /^The client ID or its secret is not valid\. Send the client/,
      );
      expect(/Bearer/.test(body.error_description)).toBe(path !== '/oauth2/token');
    },
  );

  it('with two headers is an invalid request, even if one of them is valid', async () => {
    const [answer] = await send(good(), stranger);
    const { error, error_description } = JSON.parse(answer?.body ?? '') as Record<string, string>;
    expect([answer?.status, error]).toEqual([400, 'invalid_request']);
    expect(error_description).toMatch(/has 2 Authorization headers/);
  });

  it.each([
    ['Basic', 'a secret'],
    ['Basic', 'an assertion'],
    ['Bearer', 'a secret'],
    ['Bearer', 'an assertion'],
  ])('with %s and %s in the form is an invalid request', async (scheme, inForm) => {
    const { clientId: client_id, secret: client_secret } = verifier;
    const second =
      inForm === 'a secret' ? { client_id, client_secret } : { client_assertion: 'a.b.c' };
    const { status, body } = await api
      .post(path, { grant_type: 'client_credentials', token: 'nothing', ...second })
      .set('authorization', scheme === 'Basic' ? good() : `Bearer ${client_secret}`);
    expect([status, body.error]).toEqual([400, 'invalid_request']);
    expect(body.error_description).toMatch(/in more than one way/);
  });
});

describe('WWW-Authenticate', () => {
  const bearer = (path: string, credential: string, body?: object | string) => {
    const request = body === undefined ? api.as().get(path) : api.as().post(path);
    return request.set('authorization', `Bearer ${credential}`).send(body);
  };
  const challengeOf = (answer: { get(name: string): string | undefined }) =>
    answer.get('www-authenticate') ?? '';

  it.each([
    ['a token that has expired', 'expired', /has expired/],
    ['a token that was revoked', 'revoked', /was revoked/],
    ['a token that nobody issued', 'unknown', /valid/],
  ])('says invalid_token of %s, wherever it is presented', async (_, kind, why) => {
    const token = kind === 'unknown' ? 'a.b.c' : await api.accessToken(verifier);
    if (kind === 'expired') api.clock.advance(11 * MINUTE);
    if (kind === 'revoked') await api.post('/oauth2/revoke', { token }, verifier).expect(200);
    const secret = verifier.secret;
    for (const answer of [
      await bearer('/v1/roles', token).expect(401),
      await bearer('/v1/keys/verify', token, { secret }).expect(401),
      await bearer('/oauth2/introspect', token, `token=${secret}`).expect(401),
      await bearer('/oauth2/revoke', token, `token=${secret}`).expect(401),
    ]) {
      expect(challengeOf(answer)).toMatch(/Bearer realm="keyplane", error="invalid_token"/);
      expect(challengeOf(answer)).toMatch(why);
      if (answer.body.error !== undefined) expect(answer.body.error).toBe('invalid_token');
    }
  });

  it('says insufficient_scope of a token that was made for other permissions', async () => {
    const token = await api.accessToken(verifier, { scope: 'roles.read' });
    const { secret } = verifier;
    await bearer('/v1/roles', token).expect(200);
    for (const answer of [
      await bearer('/v1/members', token).expect(403),
      await bearer('/v1/keys/verify', token, { secret }).expect(403),
      await bearer('/oauth2/introspect', token, `token=${secret}`).expect(403),
    ]) {
      expect(challengeOf(answer)).toMatch(/^Bearer realm="keyplane", error="insufficient_scope"/);
    }
  });

  it('does not mention a token to a caller who presented none', async () => {
    const anonymous = await api.as().get('/v1/roles').expect(401);
    expect(challengeOf(anonymous)).toMatch(/Basic .*Bearer realm="keyplane"$/);
    const refused = await api.as(verifier).get('/v1/members').expect(403);
    expect(challengeOf(refused)).toBe('');
    const form = { token: verifier.secret };
    const client = await api.post('/oauth2/introspect', form, { ...verifier, secret: 'x' });
    expect([client.status, client.body.error]).toEqual([401, 'invalid_client']);
    expect(challengeOf(client)).toBe('Basic realm="keyplane"');
  });
});
