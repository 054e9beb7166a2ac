import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startServerWithHistory } from '../../scripts/demo/keep';
import type { DemoServer } from '../../scripts/demo/server';
import { createSteps } from '../../scripts/demo/steps';
import { launchBrowser } from '../support/browser';

const FOLDER = path.join(__dirname, '../../docs/public/console');
const SIZE = { width: 1200, height: 760 };
const QUALITY = 80;

/** The pages that the documentation shows, and what they show once they are complete. */
const PICTURES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  async home(page) {
    await page.goto('/home');
    await page.getByText('nightly, expires').waitFor();
    await page.getByText('(disabled), refused').waitFor();
  },
  async 'service-api-keys'(page) {
    await page.goto('/service-api-keys');
    await page.getByRole('row', { name: /nightly/ }).waitFor();
  },
  async 'key-management'(page) {
    await page.goto('/key-management');
    await page.getByRole('row', { name: /web-shop/ }).waitFor();
  },
  async key(page) {
    await page.goto('/service-api-keys');
    await page.getByRole('link', { name: 'nightly' }).click();
    await page.getByRole('img', { name: /^Uses on each/ }).waitFor();
    await page.getByText('API gateway').first().waitFor();
  },
};

/** `npm run screenshots`: takes the pictures of the documentation anew, on a server with a history. */
async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-screenshots-'));
  const executable = path.join(__dirname, '../../api/dist/main.js');
  const server = await startServerWithHistory(createSteps(console.log), executable, folder);
  const browser = await launchBrowser();
  try {
    mkdirSync(FOLDER, { recursive: true });
    for (const scheme of ['light', 'dark'] as const) await take(browser, server, scheme);
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function take(browser: Browser, server: DemoServer, scheme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({
    baseURL: server.url,
    viewport: SIZE,
    colorScheme: scheme,
    reducedMotion: 'reduce',
    timezoneId: 'UTC',
    locale: 'en-US',
  });
  await context.request.post('/session', {
    data: { client_id: server.owner.clientId, client_secret: server.owner.clientSecret },
    headers: { origin: server.url },
  });
  const page = await context.newPage();
  // Playwright itself writes no WebP.
  const session = await context.newCDPSession(page);
  for (const [name, show] of Object.entries(PICTURES)) {
    await show(page);
    const picture = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
    });
    const bytes = Buffer.from(picture.data, 'base64');
    writeFileSync(path.join(FOLDER, `${name}-${scheme}.webp`), bytes);
    console.log(`${name}-${scheme}.webp: ${bytes.length} bytes`);
  }
  await context.close();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
