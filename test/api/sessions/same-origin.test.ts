import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { openBrowser, type Browser } from './browser';

describe.each(DATABASES)('requests of other pages with the cookie of a session, on %s', (on) => {
  let api: TestApi;
  let browser: Browser;

  beforeAll(async () => {
    api = await createTestApi(on);
  });
  afterAll(() => api.close());
  beforeEach(async () => {
    browser = openBrowser(api);
    await browser.signIn(api.team.owner).expect(201);
  });

  const role = { name: 'Reader', permissions: [] };
  const otherPort = () => ({ origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' });

  const FOREIGN: [string, () => Record<string, string>][] = [
    ['another site', () => ({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' })],
    ['another port of this host', otherPort],
    ['another site on an old browser', () => ({ origin: 'https://evil.example' })],
    ['a page without an origin', () => ({ origin: 'null' })],
    ['a client that says nothing', () => ({})],
    ['another site that names our origin', () => ({ origin: api.url, 'sec-fetch-site': 'none' })],
  ];

  it.each(FOREIGN)(
    'are refused if they change something and come from %s',
    async (_from, headers) => {
      const foreign = browser.as(headers());
      for (const request of [
        foreign.send('post', '/v1/roles', role),
        foreign.send('delete', '/session'),
        foreign.signIn(api.team.owner),
      ]) {
        expect((await request.expect(403)).body).toMatchObject({ code: 'cross_origin' });
      }
      await browser.send('get', '/session').expect(200);
    },
  );

  it('are accepted if an old browser sends them from our pages', async () => {
    await browser.as({ origin: api.url }).send('post', '/v1/roles', role).expect(201);
  });

  it('may read, as links from other sites do', async () => {
    await browser.as(otherPort()).send('get', '/v1/whoami').expect(200);
  });

  it('do not act by the cookie if they have an Authorization header', async () => {
    const both = (header: string) =>
      browser.as(otherPort()).send('get', '/v1/whoami').set('authorization', header);
    await both('Bearer kpa_wrong').expect(401);
    const { clientId, secret } = api.operator;
    const basic = Buffer.from(`${clientId}:${secret}`).toString('base64');
    expect((await both(`Basic ${basic}`).expect(200)).body).toMatchObject({ kind: 'operator' });
  });

  it('cannot verify keys or get access tokens by the cookie', async () => {
    await browser.send('post', '/v1/keys/verify', { secret: 'x' }).expect(401);
    const form = 'grant_type=client_credentials';
    await browser
      .send('post', '/oauth2/token')
      .type('application/x-www-form-urlencoded')
      .send(form)
      .expect(401);
  });

  it('cannot show the answers in a frame', async () => {
    const { headers } = await browser.send('get', '/session').expect(200);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['cache-control']).toBe('no-store');
  });
});
