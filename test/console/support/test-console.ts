import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { MailSettings } from '../../../api/app/courier';
import { readConsoleFiles } from '../../../api/console-host/console-files';
import type { OidcSettings } from '../../../api/sessions/openid-client';
import { createTestApi, type Credentials, type TestApi } from '../../support/api';
import { launchBrowser } from '../../support/browser';

/** A desktop and the narrowest phone that the console is made for. */
export const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } };

export interface OpenOptions {
  /** Signed in with this application key; by default with that of the team's owner. */
  readonly as?: Credentials | null;
  readonly size?: keyof typeof SIZES;
  readonly scheme?: 'light' | 'dark';
}

/** The built console on a real API, in a real browser. */
export interface TestConsole {
  readonly api: TestApi;
  readonly url: string;
  /** Opens a path in a browser profile of its own. A test fails if the page reports an error. */
  open(path: string, options?: OpenOptions): Promise<Page>;
  /** What pages have reported since the last call: errors, refused scripts and styles. */
  takeFaults(): readonly string[];
  close(): Promise<void>;
}

interface ConsoleSettings {
  readonly hasName?: boolean;
  readonly mail?: MailSettings;
  readonly oidc?: OidcSettings;
}

/** @param hasName whether its host is a name, for which browsers have passkeys, and not an address */
export async function startTestConsole({
  hasName = true,
  ...settings
}: ConsoleSettings = {}): Promise<TestConsole> {
  const files = readConsoleFiles(path.join(__dirname, '../../../api/dist/console'));
  if (files === null)
    throw new Error('Build the console first: npm run build -w @keyplane/console');
  const api = await createTestApi('sqlite', {
    ...settings,
    console: files,
    ...(hasName && { host: 'localhost' }),
  });
  const url = hasName ? api.url.replace('127.0.0.1', 'localhost') : api.url;
  const browser = await launchBrowser();
  const faults: string[] = [];

  return {
    api,
    url,
    async open(pathname, options = {}) {
      const page = await newPage(browser, url, options);
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (isFault(message.type(), message.text())) faults.push(message.text());
      });
      await page.clock.setFixedTime(api.clock.now());
      const { as = api.team.owner } = options;
      if (as !== null) await signIn(page, url, as);
      await page.goto(url + pathname);
      return page;
    },
    takeFaults: () => faults.splice(0),
    async close() {
      await browser.close();
      await api.close();
    },
  };
}

/** An answer that is not a success is also reported; tests that ask for one expect that. */
const isFault = (type: string, text: string) =>
  type === 'error' && !text.startsWith('Failed to load resource');

async function newPage(browser: Browser, baseURL: string, options: OpenOptions): Promise<Page> {
  const { size = 'desktop', scheme = 'light' } = options;
  const context = await browser.newContext({
    baseURL,
    viewport: SIZES[size],
    colorScheme: scheme,
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
    locale: 'en-US',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(30_000);
  return await context.newPage();
}

async function signIn(page: Page, url: string, { clientId, secret }: Credentials): Promise<void> {
  const answer = await page.request.post(`${url}/session`, {
    data: { client_id: clientId, client_secret: secret },
    headers: { origin: url },
  });
  if (answer.status() !== 201) throw new Error(`The sign-in answered ${answer.status()}.`);
}
