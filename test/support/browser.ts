import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** @returns the executable of an installed Chromium, or `undefined` */
export function findBrowser(): string | undefined {
  const { KEYPLANE_TEST_BROWSER: given } = process.env;
  return given ?? PLACES.find((place) => existsSync(place));
}

/** @throws Error that says how to get a browser, if there is none */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    throw new Error(
      'These tests need Chromium or Chrome. Install one (Debian: `apt-get install chromium`), or set ' +
        'KEYPLANE_TEST_BROWSER to its executable.',
    );
  }
  // Chromium refuses to run as root in its sandbox.
  const chromiumSandbox = process.getuid?.() !== 0;
  return await chromium.launch({ executablePath, chromiumSandbox });
}

/** Tests in a browser. Their name says so if they are skipped because there is none. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (findBrowser() !== undefined) describe(name, tests);
  else describe.skip(`${name} (skipped: neither Chromium nor Chrome is installed)`, tests);
}
