import { createTestApi, type TestApi } from '../../support/api';
import { basePathOf, isPageRequest, pageFor } from '../../../api/console-host/console-page';

const PAGE = '<base href="__BASE_HREF__"><script nonce="__CSP_NONCE__" src="./assets/a-1.js">';
const asset = { bytes: Buffer.from('plain'), brotli: Buffer.from('small') };

describe('the console', () => {
  let api: TestApi;

  beforeAll(async () => {
    const assets = new Map([['a-1.js', asset]]);
    api = await createTestApi('sqlite', { console: { page: PAGE, assets } });
  });

  afterAll(() => api.close());

  const open = (path: string) => api.as().get(path).set('accept', 'text/html,*/*;q=0.8');

  it.each(['/', '/application-keys', '/service-keys/svk_1'])('is a page at %s', async (path) => {
    const answer = await open(path);
    expect(answer.status).toBe(200);
    expect(answer.type).toBe('text/html');
    expect(answer.get('cache-control')).toBe('no-store');
  });

  it('names the same new nonce in the page and in its policy each time', async () => {
    const answers = [await open('/'), await open('/')];
    const nonces = answers.map(({ text }) => /nonce="([^"]+)"/.exec(text)?.[1] ?? '');
    expect(new Set(nonces).size).toBe(2);
    for (const [index, answer] of answers.entries()) {
      const policy = answer.get('content-security-policy');
      expect(policy).toContain(`style-src 'self' 'nonce-${nonces[index]}'`);
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("require-trusted-types-for 'script'");
      expect(policy).not.toContain('unsafe');
    }
  });

  it('answers a file by its name, compressed if the browser reads Brotli, for a year', async () => {
    const small = await api.as().get('/assets/a-1.js').set('accept-encoding', 'identity');
    expect(small.text).toBe('plain');
    expect(small.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(small.get('vary')).toBe('accept-encoding');
    const compressed = await api.as().head('/assets/a-1.js').set('accept-encoding', 'gzip, br');
    expect(compressed.get('content-encoding')).toBe('br');
    expect(compressed.get('content-length')).toBe(String(asset.brotli.length));
  });

  it.each([
    '/assets/b-2.js',
    '/assets/..%2Findex.html',
    '/v1/nothing',
    '/oauth2/x',
    '/favicon.ico',
  ])('leaves %s to the API, which has nothing there', async (path) => {
    const answer = await open(path);
    expect(answer.status).toBe(404);
    expect(answer.type).toBe('application/problem+json');
  });

  it('answers a client that wants JSON with a problem', async () => {
    const answer = await api.as().get('/application-keys').set('accept', 'application/json');
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ code: 'not_found' });
  });
});

describe('the page of the console', () => {
  it('resolves everything against the path of the issuer', () => {
    expect(basePathOf('https://keys.example.com')).toBe('/');
    expect(basePathOf('https://example.com/tools/keyplane')).toBe('/tools/keyplane/');
    expect(pageFor(PAGE, 'n', '/a"b/')).toContain('<base href="/a&quot;b/">');
  });

  it.each(['/session', '/session/oidc', '/metrics', '/healthz', '/docs/guide', '/robots.txt'])(
    'is not at %s',
    (path) => expect(isPageRequest(path)).toBe(false),
  );
});
