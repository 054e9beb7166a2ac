import { gzipSync } from 'node:zlib';
import { createTestApi, type TestApi } from '../../support/api';
import { rawRequest, sendRaw } from './raw-http';

const BASIC = ({ clientId, secret }: { clientId: string; secret: string }) =>
  `authorization: Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;

/** `{"name":"x<bytes>"}`, in Latin-1 or with half of a character of UTF-8. */
const INVALID = ['e9', 'c328', 'ed a0 80'.replaceAll(' ', ''), 'f0 9f 98'.replaceAll(' ', '')];
const json = (hex: string) =>
  Buffer.concat([Buffer.from('{"name":"x'), Buffer.from(hex, 'hex'), Buffer.from('"}')]);

describe('a text that is not UTF-8', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });
  afterAll(() => api.close());

  async function send(request: Parameters<typeof rawRequest>[0]) {
    const headers = [BASIC(api.team.owner), 'connection: close', ...(request.headers ?? [])];
    const port = Number(new URL(api.url).port);
    const [answer] = await sendRaw(port, rawRequest({ ...request, headers }));
    const body = JSON.parse(answer?.body || '{}') as {
      code?: string;
      error?: string;
      name?: string;
      errors?: { pointer: string }[];
    };
    return { status: answer?.status, ...body };
  }

  const JSON_TYPE = 'content-type: application/json';

  it.each(INVALID)('is refused in a body: %s', async (hex) => {
    const body = json(hex);
    const refused = { status: 400, code: 'malformed_body' };
    const asked = { target: '/v1/roles', headers: [JSON_TYPE] };
    expect(await send({ ...asked, body })).toMatchObject(refused);
    expect(await send({ ...asked, body, chunked: true })).toMatchObject(refused);
    const gzip = { headers: [JSON_TYPE, 'content-encoding: gzip'], body: gzipSync(body) };
    expect(await send({ ...asked, ...gzip })).toMatchObject(refused);
    const hot = { target: '/v1/keys/verify', headers: [JSON_TYPE], body };
    expect(await send(hot)).toMatchObject(refused);
  });

  it('is refused in a query, encoded or not, and in a path', async () => {
    for (const value of ['%ff', '%c3%28', '%E9', '%zz', '%ed%a0%80']) {
      const answer = await send({ method: 'GET', target: `/v1/roles?name=${value}` });
      expect([value, answer.status, answer.errors?.[0]?.pointer]).toEqual([value, 422, '?name']);
    }
    // Node's own parser refuses a byte that is not encoded.
    expect((await send({ method: 'GET', target: '/v1/roles?name=\xe9' })).status).toBe(400);
    expect(await send({ method: 'GET', target: '/v1/roles/%ff' })).toMatchObject({ status: 404 });
  });

  it('is refused in a form', async () => {
    const headers = ['content-type: application/x-www-form-urlencoded'];
    const asked = { target: '/oauth2/token', headers };
    const grant = 'grant_type=client_credentials&scope=';
    for (const scope of ['%ff', '%e9', 'a%c3%28']) {
      expect(await send({ ...asked, body: grant + scope })).toMatchObject({
        status: 400,
        error: 'invalid_request',
      });
    }
    const raw = Buffer.concat([Buffer.from(grant), Buffer.from('ff', 'hex')]);
    expect((await send({ ...asked, body: raw })).status).toBe(400);
  });

  it('is distinguished from a text that contains the replacement character', async () => {
    const name = 'x\ufffd é 😀';
    const body = JSON.stringify({ name, permissions: [] });
    const made = await send({ target: '/v1/roles', headers: [JSON_TYPE], body });
    expect(made).toMatchObject({ status: 201, name });
    const found = await api
      .as(api.team.owner)
      .get(`/v1/roles?name=${encodeURIComponent(name)}`)
      .expect(200);
    expect(found.body.items).toMatchObject([{ name }]);
  });

  it.each(['keyplane-run', 'keyplane-stack'])(
    'is refused in %s if it is not printable ASCII, even on hot paths',
    async (header) => {
      for (const value of ['\xe9', 'x'.repeat(201), 'a\tb', '']) {
        for (const target of ['/v1/roles', '/v1/keys/verify']) {
          const answer = await send({ target, headers: [JSON_TYPE, `${header}: ${value}`] });
          expect([target, value, answer.status, answer.errors?.[0]?.pointer]).toEqual([
            target,
            value,
            422,
            `#${header}`,
          ]);
        }
      }
    },
  );
});
