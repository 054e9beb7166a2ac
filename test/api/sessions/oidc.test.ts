import { Concealed } from '../../../api/lib/concealed';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { MINUTE } from '../../support/manual-clock';
import { openBrowser, OWN_PAGE, type Browser } from './browser';
import {
  NAVIGATION,
  startIdentityProvider,
  type StartedProvider,
} from './support/started-provider';

const ADA = 'ada@example.com';

describe('signing in at an identity provider (oidc-provider)', () => {
  let provider: StartedProvider;

  beforeAll(async () => {
    provider = await startIdentityProvider();
  });
  afterAll(() => provider.stop());

  describe.each(DATABASES)('on %s', (on) => {
    let api: TestApi;
    let browser: Browser;

    beforeEach(async () => {
      api = await createTestApi(on, { oidc: provider.settings() });
      browser = openBrowser(api, NAVIGATION);
      await provider.control('/configure', { redirect_uri: `${api.url}/session/oidc/callback` });
      await provider.control('/next', { email: ADA });
    });
    afterEach(() => api.close());

    async function invite(email = ADA): Promise<string> {
      const body = { email, name: 'Ada', team_role: 'user' };
      const invited = await api.as(api.team.owner).post('/v1/members').send(body).expect(201);
      return String(invited.body.id);
    }

    const callbackFrom = (start: string) => provider.callbackFrom(start, api.url);

    async function begin(query = ''): Promise<string> {
      const { headers } = await browser.send('get', `/session/oidc${query}`).expect(302);
      return String(headers['location']);
    }

    async function finish(callback: string, by = browser): Promise<string> {
      const { headers } = await by.send('get', callback).expect(302);
      return String(headers['location']);
    }

    const signIn = async (query = '') => finish(await callbackFrom(await begin(query)));

    it('is offered by its name', async () => {
      const { body } = await browser.send('get', '/session/methods').expect(200);
      expect(body.oidc).toEqual({ name: 'Example ID' });
    });

    it('signs an invited member in, and opens the page that was asked for', async () => {
      const id = await invite();
      expect(await signIn('?return_to=/keys')).toBe('/keys');
      const { body } = await browser.send('get', '/session').expect(200);
      expect(body).toMatchObject({
        session: { method: 'oidc' },
        person: { email: ADA },
        memberships: [{ member: { id } }],
      });
      expect(JSON.stringify(await api.database.knex('sessions'))).not.toContain('eyJ');
    });

    it('uses PKCE, and sends neither a token nor a secret in a URL', async () => {
      const url = new URL(await begin());
      expect(Object.fromEntries(url.searchParams)).toMatchObject({
        response_type: 'code',
        code_challenge_method: 'S256',
        redirect_uri: `${api.url}/session/oidc/callback`,
      });
      expect(url.href).not.toContain('of-keyplane');
      expect(await callbackFrom(url.href)).not.toMatch(/token|eyJ/);
    });

    it.each(['https://evil.example', '//evil.example', '/\\evil.example', ''])(
      'never leads to another site: %j',
      async (to) => {
        await invite();
        expect(await signIn(`?return_to=${encodeURIComponent(to)}`)).toBe('/');
      },
    );

    it.each([
      ['an address that is not verified', { email: ADA, verified: 'false' }, 'email_unverified'],
      ['another domain', { email: 'ada@evil.example' }, 'email_domain_not_allowed'],
      [
        'an address that only looks like one',
        { email: 'brea\u212Aer@example.com' },
        'not_a_member',
      ],
      ['a person who is not a member', { email: 'bob@example.com' }, 'not_a_member'],
      ['a person who refuses', { email: ADA, refuses: 'true' }, 'access_denied'],
    ])('refuses %s', async (_who, account, error) => {
      await invite();
      await invite('breaker@example.com');
      await provider.control('/next', account);
      expect(await signIn()).toBe(`/sign-in?error=${error}`);
      await browser.send('get', '/session').expect(401);
    });

    it('refuses a callback a second time, in another browser, and later than ten minutes', async () => {
      await invite();
      const callback = await callbackFrom(await begin());
      const expired = '/sign-in?error=attempt_expired';
      expect(await finish(callback, openBrowser(api, NAVIGATION))).toBe(expired);
      expect(await finish(callback)).toBe('/');
      expect(await finish(callback)).toBe(expired);
      const late = await callbackFrom(await begin());
      api.clock.advance(10 * MINUTE);
      expect(await finish(late)).toBe(expired);
    });

    it('refuses the callback of another attempt', async () => {
      await invite();
      const callback = await callbackFrom(await begin());
      await begin();
      expect(await finish(callback)).toBe('/sign-in?error=provider_failed');
    });

    it('is followed by a sign-out at the identity provider, which leads back', async () => {
      await invite();
      await signIn();
      const own = openBrowser(api, { ...OWN_PAGE, cookie: browser.cookie() ?? '' });
      const { body } = await own.send('delete', '/session').expect(200);
      expect(body).toEqual({ identity_provider: 'Example ID' });
      await browser.send('get', '/session').expect(401);

      const { headers } = await browser.send('get', '/session/oidc/sign-out').expect(302);
      const url = new URL(String(headers['location']));
      expect(url.origin).toBe(provider.url);
      expect(Object.fromEntries(url.searchParams)).toEqual({
        client_id: 'keyplane',
        post_logout_redirect_uri: `${api.url}/sign-in`,
      });
      expect(await confirmSignOut(url.href)).toBe(`${api.url}/sign-in`);
    });

    it('is not followed by that after a sign-out of a session that began otherwise', async () => {
      const own = openBrowser(api);
      await own.signIn(api.team.owner).expect(201);
      await own.send('delete', '/session').expect(204);
    });

    it('draws another cookie, and ends the session before', async () => {
      await invite();
      await signIn();
      const before = browser.cookie() ?? '';
      await signIn();
      expect(browser.cookie()).not.toBe(before);
      await api.as().get('/session').set('cookie', before).expect(401);
    });
  });
});

describe('an identity provider that cannot be reached', () => {
  it('leads back to the sign-in page', async () => {
    const api = await createTestApi('sqlite', {
      oidc: {
        issuer: 'http://127.0.0.1:1',
        clientId: 'keyplane',
        clientSecret: new Concealed('of-keyplane'),
        name: 'Example ID',
        emailDomains: [],
        joins: [],
      },
    });
    try {
      const { headers } = await openBrowser(api).send('get', '/session/oidc').expect(302);
      expect(headers['location']).toBe('/sign-in?error=provider_failed');
    } finally {
      await api.close();
    }
  });
});

/** Does what a person does on the page of the identity provider. @returns where it leads */
async function confirmSignOut(url: string): Promise<string> {
  const page = await fetch(url);
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const html = await page.text();
  const action = /action="([^"]+)"/.exec(html)?.[1] ?? '';
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1] ?? '';
  const answer = await fetch(new URL(action, url), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ xsrf, logout: 'yes' }),
  });
  return answer.headers.get('location') ?? '';
}
