import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Concealed } from '../../../api/lib/concealed';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { MINUTE } from '../../support/manual-clock';
import { openBrowser, type Browser } from './browser';

const ADA = 'ada@example.com';

/** What a browser sends if it follows a link or a redirect of another site. */
const NAVIGATION = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };

describe('signing in at an identity provider (oidc-provider)', () => {
  let process: ChildProcess;
  let provider: string;

  beforeAll(async () => {
    const script = path.join(__dirname, 'support', 'identity-provider.ts');
    process = spawn(globalThis.process.execPath, ['--import', 'tsx', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (process.stdout === null) throw new Error('The identity provider prints nothing.');
    [provider] = (await once(createInterface(process.stdout), 'line')) as [string];
  });
  afterAll(() => process.kill());

  describe.each(DATABASES)('on %s', (on) => {
    let api: TestApi;
    let browser: Browser;

    beforeEach(async () => {
      api = await createTestApi(on, {
        oidc: {
          issuer: provider,
          clientId: 'keyplane',
          clientSecret: new Concealed('of-keyplane'),
          name: 'Example ID',
          emailDomains: ['example.com'],
        },
      });
      browser = openBrowser(api, NAVIGATION);
      await control('/configure', { redirect_uri: `${api.url}/session/oidc/callback` });
      await control('/next', { email: ADA });
    });
    afterEach(() => api.close());

    async function control(at: string, query: Record<string, string>): Promise<void> {
      await fetch(`${provider}${at}?${new URLSearchParams(query).toString()}`);
    }

    async function invite(email = ADA): Promise<string> {
      const body = { email, name: 'Ada', team_role: 'user' };
      const invited = await api.as(api.team.owner).post('/v1/members').send(body).expect(201);
      return String(invited.body.id);
    }

    /** Follows the redirects of the identity provider until it sends the browser back. */
    async function callbackFrom(start: string): Promise<string> {
      const cookies = new Map<string, string>();
      let url = start;
      while (!url.startsWith(api.url)) {
        const answer = await fetch(url, {
          redirect: 'manual',
          headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
        });
        for (const line of answer.headers.getSetCookie()) {
          const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
          cookies.set(name, value);
        }
        url = new URL(answer.headers.get('location') ?? '', url).href;
      }
      return url.slice(api.url.length);
    }

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
      await control('/next', account);
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
