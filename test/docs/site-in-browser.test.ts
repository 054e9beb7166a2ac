import type { Browser, Page } from 'playwright-core';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { serveBuiltSite, type ServedSite } from '../support/built-site';

const LOOKS = [
  { name: 'light', colorScheme: 'light', width: 1440 },
  { name: 'dark', colorScheme: 'dark', width: 1440 },
  { name: 'light at 360 px', colorScheme: 'light', width: 360 },
  { name: 'dark at 360 px', colorScheme: 'dark', width: 360 },
] as const;
const PAGES = [
  '',
  'start/hcl',
  'guides/gateways/nginx',
  'reference/permissions',
  'reference/provider/resources/service_account_key',
  'errors/role_in_use',
];

describeInBrowser('the documentation site in a browser', () => {
  let site: ServedSite;
  let browser: Browser;

  beforeAll(async () => {
    [site, browser] = await Promise.all([serveBuiltSite(), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await site?.close();
  });

  async function opened(path: string, look: (typeof LOOKS)[number] = LOOKS[0]) {
    const { colorScheme, width } = look;
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    const page = await context.newPage();
    const faults: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()} ${response.url()}`);
    });
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(site.url + path, { waitUntil: 'networkidle' });
    return { page, faults, requests, close: () => context.close() };
  }

  it.each(LOOKS)(
    'shows its pages in $name under their policies, without a request to another host',
    async (look) => {
      const [first = '', ...others] = PAGES;
      const { page, faults, requests, close } = await opened(first, look);
      for (const path of [first, ...others]) {
        if (path !== first) await page.goto(site.url + path, { waitUntil: 'networkidle' });
        await page.locator('.VPNav').waitFor();
        expect([path, await isDark(page)]).toEqual([path, look.colorScheme === 'dark']);
        expect([path, await overflow(page)]).toEqual([path, 0]);
      }
      expect(faults).toEqual([]);
      expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
      await close();
    },
  );

  it.each([
    [LOOKS[0], 'rgb(215, 58, 73)'],
    [LOOKS[1], 'rgb(249, 117, 131)'],
  ])('colors a keyword of highlighted code in $name', async (look, color) => {
    const { page, close } = await opened('start/hcl', look);
    await page.locator('.vp-code .light-d73a49').first().waitFor();
    const shown = await page.evaluate<string>(
      "getComputedStyle(document.querySelector('.vp-code .light-d73a49')).color",
    );
    expect(shown).toBe(color);
    await close();
  });

  it('switches between light and dark under its policy', async () => {
    const { page, faults, close } = await opened('start/hcl');
    await page.locator('.VPNavBarAppearance button').click();
    expect(await isDark(page)).toBe(true);
    await page.reload({ waitUntil: 'networkidle' });
    expect(await isDark(page)).toBe(true);
    expect(faults).toEqual([]);
    await close();
  });

  it('finds "rotate" without a server that searches, and opens what it found', async () => {
    const { page, faults, requests, close } = await opened('');
    await page.keyboard.press('/');
    await page.locator('.VPLocalSearchBox input').fill('rotate');
    const found = page.locator('.VPLocalSearchBox .result');
    await found.first().waitFor();
    expect(await found.first().textContent()).toMatch(/rotat/i);
    await found.first().click();
    await page.locator('.VPDoc h1').waitFor();
    expect(await page.locator('.VPDoc').textContent()).toMatch(/rotat/i);
    expect(faults).toEqual([]);
    expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
    await close();
  });
});

const isDark = (page: Page) =>
  page.evaluate<boolean>("document.documentElement.classList.contains('dark')");

/** How many pixels of the page a reader must scroll to the side for. */
const overflow = (page: Page) =>
  page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
