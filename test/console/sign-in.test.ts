import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

/** The page, scripts and styles that the browser loads before the first page can be used. */
const MOST_BYTES = 250_000;

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

describeInBrowser('signing in with an application key', () => {
  it('refuses a wrong secret, then leads to the page that was asked for, and out again', async () => {
    const { clientId, secret } = web.api.team.owner;
    const page = await web.open('/application-keys', { as: null });
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.getByRole('button', { name: 'Use an application key' }).click();
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Enter the Client ID.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Client ID' }).fill(clientId);
    await page.getByLabel('Secret', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').getByText('The Client ID or the Secret is wrong.').waitFor();
    await page.getByLabel('Secret', { exact: true }).fill(secret);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Application keys' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/application-keys');

    await page.getByRole('button', { name: 'Account of Owner of default' }).click();
    await page.getByText('Role: owner').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.goto('/application-keys');
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.context().close();
  });

  it('never leads to another site', async () => {
    const page = await web.open('/sign-in?return_to=//example.com/', { as: null });
    const { clientId, secret } = web.api.team.owner;
    await page.getByRole('button', { name: 'Use an application key' }).click();
    await page.getByRole('textbox', { name: 'Client ID' }).fill(clientId);
    await page.getByLabel('Secret', { exact: true }).fill(secret);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    expect(page.url().startsWith(web.url)).toBe(true);
    await page.context().close();
  });
});

describeInBrowser('the first page', () => {
  it('is below 250 kB, and loads nothing from elsewhere', async () => {
    const page = await web.open('/sign-in', { as: null });
    await page
      .getByRole('button', { name: 'Sign in', exact: true })
      .or(page.getByText('Use an application key'))
      .first()
      .waitFor();
    const session = await page.context().newCDPSession(page);
    const hosts = new Set<string>();
    let bytes = 0;
    session.on('Network.requestWillBeSent', ({ request }) => {
      if (!request.url.startsWith('data:')) hosts.add(new URL(request.url).origin);
    });
    const files = new Set<string>();
    session.on('Network.responseReceived', ({ requestId, type }) => {
      if (['Document', 'Script', 'Stylesheet'].includes(type)) files.add(requestId);
    });
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (files.has(requestId)) bytes += encodedDataLength;
    });
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    const { clientId, secret } = web.api.team.owner;
    await page.request.post('/session', {
      data: { client_id: clientId, client_secret: secret },
      headers: { origin: web.url },
    });
    await page.goto('/application-keys');
    await page.getByText(clientId).waitFor();
    expect([...hosts]).toEqual([web.url]);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThan(MOST_BYTES);
    await page.context().close();
  });
});

describeInBrowser('the preferences', () => {
  it('show times in UTC+8, and stay', async () => {
    const page = await web.open('/application-keys');
    await page.getByRole('columnheader', { name: 'Created at (UTC+1)' }).waitFor();
    await page.getByRole('button', { name: 'Account of Owner of default' }).click();
    await page.getByLabel('Times are shown in').selectOption('UTC+8');
    await page.getByRole('columnheader', { name: 'Created at (UTC+8)' }).waitFor();
    await page.reload();
    await page.getByRole('columnheader', { name: 'Created at (UTC+8)' }).waitFor();
    await page.context().close();
  });
});
