import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readConsoleFiles } from '../../api/console-host/console-files';
import { createTestApi, type TestApi } from '../support/api';
import { launchBrowser } from '../support/browser';
import { seedLists } from './seed-lists';
import { workOf } from './tasks';
import { watchTraffic } from './traffic';

const KEYS = 10_000;
/** Other programs on the machine only add time, so the best round says what the console needs. */
const ROUNDS = 3;
const MOST_BYTES = 250_000;
const MOST_FIRST_MILLIS = 1000;
const MOST_USABLE_MILLIS = 1000;
const MOST_TASK_MILLIS = 50;
/** Loading all rows takes some calls, and a change of the order another few. */
const MOST_CALLS = 25;

interface Figures {
  /** Of each step, the longest task of the main thread, in milliseconds. */
  readonly longest: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
  /** The work of the main thread until the first row is there. */
  readonly firstMillis: number;
  /** From the navigation of a browser that has nothing of the console until its first row can be used. */
  readonly usableMillis: number;
  readonly codeBytes: number;
}

/** A list of the console with as many keys as it must bear. */
interface LongList {
  readonly path: string;
  readonly table: string;
  /** The header that sorts. */
  readonly sortBy: string;
  readonly search: string;
  readonly filter: readonly [label: string, choice: string];
}

const LISTS: readonly LongList[] = [
  {
    path: '/service-api-keys',
    table: 'Service API keys',
    sortBy: 'Name',
    search: 'key-99',
    filter: ['State', 'Active'],
  },
  {
    path: '/api-keys',
    table: 'API keys',
    sortBy: 'Name',
    search: 'token-99',
    filter: ['Last use', 'Not used for 30 days'],
  },
];

/** `npm run check:console`: the size of the first page, how soon it can be used, and lists of 10,000 keys in a real browser. */
async function main(): Promise<void> {
  const files = readConsoleFiles(path.join(__dirname, '../../api/dist/console'));
  if (files === null)
    throw new Error('Build the console first: npm run build -w @keyplane/console');
  const api = await createTestApi('sqlite', { console: files });
  const browser = await launchBrowser();
  try {
    await seedLists(api, KEYS);
    for (const list of LISTS) {
      const rounds: Figures[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const usableMillis = await onNewPage(browser, api, (page) => timeUntilUsable(page, list));
        const figures = await onNewPage(browser, api, (page) => measure(browser, page, list));
        rounds.push({ ...figures, usableMillis });
      }
      report(list, rounds);
    }
  } finally {
    await browser.close();
    await api.close();
  }
}

/** Does something in a browser profile that has nothing but a session. */
async function onNewPage<T>(browser: Browser, api: TestApi, act: (page: Page) => Promise<T>) {
  const context = await browser.newContext({
    baseURL: api.url,
    viewport: { width: 1440, height: 900 },
  });
  try {
    const page = await context.newPage();
    const { clientId, secret } = api.team.owner;
    await page.request.post('/session', {
      data: { client_id: clientId, client_secret: secret },
      headers: { origin: api.url },
    });
    return await act(page);
  } finally {
    await context.close();
  }
}

const firstRow = (page: Page, { table }: LongList) =>
  page.getByRole('table', { name: table }).getByRole('link').first();

/** The first row is there, and the main thread has nothing left to do. */
async function timeUntilUsable(page: Page, list: LongList): Promise<number> {
  await page.goto(list.path, { waitUntil: 'commit' });
  await firstRow(page, list).waitFor();
  const millis = await page.evaluate<number>(
    'new Promise((resolve) => requestIdleCallback(() => resolve(performance.now())))',
  );
  return Math.round(millis);
}

async function measure(
  browser: Browser,
  page: Page,
  list: LongList,
): Promise<Omit<Figures, 'usableMillis'>> {
  const traffic = await watchTraffic(page);
  const first = await workOf(browser, page, async () => {
    await page.goto(list.path);
    await firstRow(page, list).waitFor();
  });
  const codeBytes = traffic.codeBytes();

  const longest: Record<string, number> = {};
  const calls: Record<string, number> = {};
  traffic.takeCalls();
  for (const [name, step] of Object.entries(STEPS)) {
    longest[name] = (await workOf(browser, page, () => step(page, list))).longestTask;
    calls[name] = traffic.takeCalls().length;
  }
  return { longest, calls, firstMillis: first.total, codeBytes };
}

/** The table while its rows are those of its filter and order. */
const CURRENT_ROWS = '[role=table][aria-busy=false]';

type Step = (page: Page, list: LongList) => Promise<void>;

const STEPS: Readonly<Record<string, Step>> = {
  'scroll to the end': async (page, { table }) => {
    await page.getByRole('table', { name: table }).hover();
    await pressUntilShown(page, 'End', KEYS + 1);
  },
  'scroll by wheel': async (page) => {
    await page.mouse.move(700, 500);
    for (let turns = 0; turns < 100; turns += 1) await page.mouse.wheel(0, -700);
  },
  'scroll by page': async (page) => {
    for (let presses = 0; presses < 50; presses += 1) await page.keyboard.press('PageUp');
    await pressUntilShown(page, 'Home', 2);
  },
  sort: async (page, { sortBy }) => {
    const header = page.getByRole('columnheader', { name: sortBy });
    await header.getByRole('button').click();
    await header.and(page.locator('[aria-sort=ascending]')).waitFor();
    await page.locator(CURRENT_ROWS).waitFor();
  },
  search: async (page, { search }) => {
    await page.getByRole('searchbox').pressSequentially(search, { delay: 30 });
    const first = page.locator('[aria-rowindex="2"]').getByText(search).first();
    await first.waitFor();
    await page.getByRole('searchbox').fill('');
    await page
      .locator('[aria-rowindex="60"]')
      .or(page.locator('[aria-rowindex="20"]'))
      .first()
      .waitFor();
  },
  filter: async (page, { filter: [label, choice] }) => {
    await page.getByLabel(label, { exact: true }).selectOption(choice);
    await page.locator(CURRENT_ROWS).waitFor();
  },
};

/** Each press scrolls as far as there are rows, or stops a scroll that is under way. */
async function pressUntilShown(page: Page, key: string, rowIndex: number): Promise<void> {
  const row = page.locator(`[aria-rowindex="${rowIndex}"]`);
  while ((await row.count()) === 0) await page.keyboard.press(key);
}

function report(list: LongList, rounds: readonly Figures[]): void {
  const best = (of: (figures: Figures) => number) => Math.min(...rounds.map(of));
  const lines: [what: string, figure: number, unit: string, most: number][] = [
    ['first page', best(({ codeBytes }) => codeBytes), 'bytes', MOST_BYTES],
    ['usable after', best(({ usableMillis }) => usableMillis), 'ms', MOST_USABLE_MILLIS],
    ['work until the first row', best(({ firstMillis }) => firstMillis), 'ms', MOST_FIRST_MILLIS],
    ...Object.keys(STEPS).flatMap((step): [string, number, string, number][] => [
      [`longest task: ${step}`, best(({ longest }) => longest[step] ?? 0), 'ms', MOST_TASK_MILLIS],
      [`calls of the API: ${step}`, best(({ calls }) => calls[step] ?? 0), '', MOST_CALLS],
    ]),
  ];
  process.stdout.write(`\n${list.table}, ${KEYS} keys, best of ${ROUNDS} rounds\n`);
  for (const [what, figure, unit, most] of lines) {
    const isTooMuch = figure > most;
    if (isTooMuch) process.exitCode = 1;
    const verdict = isTooMuch ? `  TOO MUCH: at most ${most}` : '';
    process.stdout.write(`  ${what.padEnd(40)} ${String(figure).padStart(8)} ${unit}${verdict}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exitCode = 1;
});
