import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createOidcTokenReader } from '../../../provider/client/oidc-token';
import type { OidcTokenRequest, OidcTokenSource } from '../../../provider/client/credentials';
import { DEFAULT_RETRY_POLICY } from '../../../provider/client/retry';
import { type CiTokenEndpoint, startCiTokenEndpoint } from '../../support/ci-token-endpoint';
import { freePort } from '../../support/free-port';

const ENDPOINT = 'https://keys.example.com';

describe('the OIDC token of a run', () => {
  let ci: CiTokenEndpoint;
  let logged: string[];
  let count: number;

  beforeAll(async () => {
    ci = await startCiTokenEndpoint(async (audience) => `e30.${btoa(audience)}.${++count}`);
  });
  afterAll(() => ci.close());
  beforeEach(() => {
    ci.answer = undefined;
    logged = [];
    count = 0;
  });

  const log = (...said: unknown[]) => void logged.push(JSON.stringify(said));
  const read = (oidcToken: OidcTokenSource, signal = new AbortController().signal) =>
    createOidcTokenReader({
      endpoint: ENDPOINT,
      environment: {},
      retry: { ...DEFAULT_RETRY_POLICY, firstDelayMs: 1, longestDelayMs: 5, patienceMs: 200 },
      logger: { debug: log, info: log },
    })({ serviceAccountId: 'sa_1', oidcToken }, { signal });
  const request = (changes: Partial<OidcTokenRequest> = {}) => ({
    request: {
      url: ci.environment.ACTIONS_ID_TOKEN_REQUEST_URL,
      token: ci.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
      ...changes,
    },
  });
  const failureOf = (source: OidcTokenSource) =>
    read(source).then(
      (token) => `read ${token}`,
      (error: Error) => `${error.name}: ${error.message}`,
    );

  test('is requested again each time, for the endpoint of Keyplane', async () => {
    expect(await read(request())).toBe(`e30.${btoa(ENDPOINT)}.1`);
    expect(await read(request())).toBe(`e30.${btoa(ENDPOINT)}.2`);
  });

  test('is requested for the given audience, whatever characters it has', async () => {
    const audience = 'api://keys?x=1&y=ä';
    await read(request({ audience: 'api://keys?x=1&y=2' }));
    expect(ci.issuedFor.at(-1)).toBe('api://keys?x=1&y=2');
    ci.answer = ({ url }, response) =>
      void response.end(JSON.stringify({ value: url?.slice(-30) }));
    expect(await read(request({ audience }))).toContain('%26y%3D%C3%A4');
  });

  test('is requested at a URL without a query, too', async () => {
    ci.answer = ({ url }, response) => void response.end(JSON.stringify({ value: url }));
    const url = ci.environment.ACTIONS_ID_TOKEN_REQUEST_URL.split('?')[0] ?? '';
    expect(await read(request({ url }))).toBe(
      `/job/1/idtoken?audience=${encodeURIComponent(ENDPOINT)}`,
    );
  });

  test('is requested again after an answer that says to come later', async () => {
    let attempts = 0;
    ci.answer = (_request, response) => {
      attempts += 1;
      if (attempts === 3) ci.answer = undefined;
      response.writeHead(attempts === 1 ? 429 : 503).end();
    };
    expect(await read(request())).toMatch(/^e30\./);
    expect(attempts).toBe(3);
  });

  test.each<[string, number, string, RegExp]>([
    ['a refused request token', 401, '{}', /refused the request token \(status 401\).*Run the job/],
    ['a refused audience', 400, 'x', /for the audience https:\/\/keys.example.com \(status 400\)/],
    ['a redirection', 302, '', /for the audience .* \(status 302\)/],
    ['an answer without a value', 200, '{"count":3}', /must be JSON with a token in `value`/],
    ['an empty value', 200, '{"value":" "}', /must be JSON with a token in `value`/],
    ['a number', 200, '{"value":5}', /must be JSON with a token in `value`/],
    ['an answer without JSON', 200, '<html>hush</html>', /must be JSON with a token in `value`/],
    ['a server that is always busy', 503, 'hush', /answered with status 503\. Run again later/],
  ])('is missing after %s, and the error says what to do', async (_what, status, body, says) => {
    ci.answer = (_request, response) => void response.writeHead(status).end(body);
    const message = await failureOf(request());
    expect(message).toMatch(/^CredentialUnavailable: The CI system issued no OIDC token\./);
    expect(message).toMatch(says);
    expect(message).not.toContain('hush');
  });

  test('is missing if nothing accepts the connection', async () => {
    const url = `http://localhost:${await freePort()}/token?x=hush`;
    const message = await failureOf(request({ url }));
    expect(message).toContain(
      'Check that the OIDC endpoint of the CI system is running there, on this port.',
    );
    expect(message).not.toContain('hush');
  });

  test('is missing if the name of the host is wrong, and the error names the setting', async () => {
    expect(await failureOf(request({ url: 'https://ci.invalid/token' }))).toMatch(
      /ci\.invalid.*(unknown to DNS\. Check the spelling of `oidc_request_url`|DNS did not answer)/,
    );
  });

  test('is no longer awaited after the signal aborts', async () => {
    const controller = new AbortController();
    ci.answer = () => controller.abort(new Error('interrupted'));
    await expect(read(request(), controller.signal)).rejects.toThrow('interrupted');
  });

  test('is in no log, nor is the token of the request', async () => {
    const token = await read(request());
    ci.answer = (_request, response) => void response.writeHead(401).end();
    await failureOf(request());
    expect(logged.join()).toContain('Requested an OIDC token');
    expect(logged.join()).not.toContain(token);
    expect(logged.join()).not.toContain(ci.environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
    expect(logged.join()).not.toContain('api-version');
  });

  test('is read from its file each time', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-oidc-'));
    const file = path.join(folder, 'token');
    await writeFile(file, 'first\n');
    expect(await read({ file })).toBe('first');
    await writeFile(file, 'second\n');
    expect(await read({ file })).toBe('second');
    await writeFile(file, '\n');
    expect(await failureOf({ file })).toContain('is empty');
    await rm(folder, { recursive: true });
    expect(await failureOf({ file })).toContain('cannot be read');
  });
});
