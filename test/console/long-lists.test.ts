import { describeInBrowser } from '../support/browser';
import { seedLists } from '../console-speed/seed-lists';
import { watchTraffic } from '../console-speed/traffic';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

/** More than the first two pages of a list. */
const KEYS = 1300;

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
  await seedLists(web.api, KEYS);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

describeInBrowser('a long list', () => {
  it('is loaded in a few calls while it scrolls, also if it is filtered', async () => {
    const page = await web.open('/api-keys');
    const traffic = await watchTraffic(page);
    const table = page.getByRole('table', { name: 'API keys' });
    await table.getByText(`token-${KEYS - 1}`, { exact: true }).waitFor();
    await page.getByLabel('Last use').selectOption('Not used for 30 days');
    await table.getByText(`token-${KEYS - 1}`, { exact: true }).waitFor({ state: 'detached' });
    const oldest = table.getByText('token-0', { exact: true });
    while ((await oldest.count()) === 0) await page.keyboard.press('End');
    await oldest.waitFor();
    // Each page once: a call that is on its way is not begun again.
    const calls = traffic.takeCalls().filter((call) => call.startsWith('/v1/service-key-tokens'));
    expect(calls.length).toBeLessThanOrEqual(3);
    await page.context().close();
  });

  it('has a line for each column in a narrow window, and can be sorted and selected there', async () => {
    const page = await web.open('/api-keys', { size: 'phone' });
    const table = page.getByRole('table', { name: 'API keys' });
    await table.getByText(`token-${KEYS - 1}`, { exact: true }).waitFor();
    await page.getByLabel('Sort by').selectOption('Created At (UTC+1), ascending');
    await table.getByText('token-0', { exact: true }).waitFor();
    await table.getByRole('checkbox', { name: 'Select token-0', exact: true }).check();
    await page.getByText('1 row selected').waitFor();
    await page.getByRole('checkbox', { name: 'Select all loaded rows' }).check();
    await page.getByText(/^\d{3} rows selected$/).waitFor();
    // Wider than a phone, and still too narrow for the columns.
    for (const width of [360, 800, 1024, 1200]) {
      await page.setViewportSize({ width, height: 740 });
      await table.getByText('Created At (UTC+1): ').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    }
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('keeps its rows and the focus while the order changes, and then begins at the top', async () => {
    const page = await web.open('/service-api-keys');
    const table = page.getByRole('table', { name: 'Service API keys' });
    const newest = table.getByText(`service-account-key-${KEYS - 1}`, { exact: true });
    await newest.waitFor();
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/v1/service-account-keys?*sort=name*', async (route) => {
      await slow;
      await route.continue();
    });
    const header = table.getByRole('columnheader', { name: 'Name' }).getByRole('button');
    await header.focus();
    await page.keyboard.press('Enter');
    await page.locator('[role=table][aria-busy=true]').waitFor();
    await newest.waitFor();
    answer();
    await newest.waitFor({ state: 'detached' });
    await table.getByText('service-account-key-0', { exact: true }).waitFor();
    await page.locator('button:focus').and(header).waitFor();
    await page.context().close();
  });
});
