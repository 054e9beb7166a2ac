import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Concealed } from '../../../../api/lib/concealed';
import type { OidcSettings } from '../../../../api/sessions/openid-client';
import type { Browser } from '../browser';

/** What a browser sends if it follows a link or a redirect of another site. */
export const NAVIGATION = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };

/** A real identity provider, in a process of its own. */
export async function startIdentityProvider() {
  const script = path.join(__dirname, 'identity-provider.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = (await once(createInterface(child.stdout), 'line')) as [string];

  /** Follows the redirects of the identity provider until it sends the browser back. */
  async function callbackFrom(start: string, home: string): Promise<string> {
    const cookies = new Map<string, string>();
    let next = start;
    while (!next.startsWith(home)) {
      const answer = await fetch(next, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      });
      for (const line of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split('=');
        cookies.set(name, value);
      }
      next = new URL(answer.headers.get('location') ?? '', next).href;
    }
    return next.slice(home.length);
  }

  return {
    url,
    settings: (more: Partial<OidcSettings> = {}): OidcSettings => ({
      issuer: url,
      clientId: 'keyplane',
      clientSecret: new Concealed('of-keyplane'),
      name: 'Example ID',
      emailDomains: ['example.com'],
      joins: [],
      ...more,
    }),
    async control(at: string, query: Record<string, string>): Promise<void> {
      await fetch(`${url}${at}?${new URLSearchParams(query).toString()}`);
    },
    callbackFrom,
    /** @returns where the sign-in led */
    async signIn(browser: Browser, home: string): Promise<string> {
      const begun = await browser.send('get', '/session/oidc').expect(302);
      const callback = await callbackFrom(String(begun.headers['location']), home);
      const { headers } = await browser.send('get', callback).expect(302);
      return String(headers['location']);
    },
    stop: () => void child.kill(),
  };
}

export type StartedProvider = Awaited<ReturnType<typeof startIdentityProvider>>;
