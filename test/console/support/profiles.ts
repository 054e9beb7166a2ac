import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

export interface Profiles {
  /** A page in a profile that has no cookies and no stored data. */
  newPage(options: BrowserContextOptions): Promise<Page>;
}

/**
 * Browser profiles that tests use one after the other. A profile that a test closes is emptied, and the next
 * test that needs one like it gets it. Starting a process and compiling the scripts of the console would take
 * most of the time of a first visit, and here both happen only once.
 * @param url of the console
 */
export function createProfiles(browser: Browser, url: string): Profiles {
  const idle = new Map<string, BrowserContext[]>();

  async function create(options: BrowserContextOptions, closed: BrowserContext[]) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(30_000);
    let kept: Page | undefined;
    context.close = async () => {
      kept ??= await keepProcess(context, url);
      await empty(context, kept, url);
      closed.push(context);
    };
    return context;
  }

  return {
    async newPage(options) {
      const kind = JSON.stringify(options);
      const closed = idle.get(kind) ?? [];
      idle.set(kind, closed);
      const context = closed.pop() ?? (await create(options, closed));
      return await context.newPage();
    },
  };
}

/** The browser ends the process of a profile with its last page. This one runs no script. */
async function keepProcess(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/healthz`);
  return page;
}

async function empty(context: BrowserContext, kept: Page, url: string): Promise<void> {
  await context.setOffline(false);
  const used = context.pages().filter((page) => page !== kept);
  await Promise.all(used.map((page) => page.close()));
  await context.clearCookies();
  const session = await context.newCDPSession(kept);
  await session.send('Storage.clearDataForOrigin', { origin: url, storageTypes: 'all' });
  await session.detach();
}
