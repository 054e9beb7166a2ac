import { describeInBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import type { Page } from 'playwright-core';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

describeInBrowser('the page of the own sessions and passkeys', () => {
  let web: TestConsole;

  beforeAll(async () => {
    web = await startTestConsole();
  });

  afterEach(() => expect(web.takeFaults()).toEqual([]));

  afterAll(() => web.close());

  it('lists the sessions, and ends another one and its own', async () => {
    const other = await web.open('/application-keys');
    await other.getByRole('heading', { name: 'Application keys' }).waitFor();
    web.api.clock.advance(1);
    const page = await web.open('/application-keys');
    await page.getByRole('button', { name: 'Account of Owner of default' }).click();
    await page.getByRole('link', { name: 'Sign-in and sessions' }).click();
    const table = page.getByRole('table', { name: 'Sessions' });
    const own = table.getByRole('row', { name: /This session/ });
    await own.getByText('Chrome on Linux').waitFor();
    await page.getByText('Role: owner').waitFor({ state: 'detached' });
    await eventually(async () => expect(await table.getByRole('row').count()).toBe(3));
    expect(await barriersOn(page)).toEqual([]);

    const foreign = table.getByRole('row').filter({ hasText: 'Application key' });
    await foreign.filter({ hasNotText: 'This session' }).getByRole('button').click();
    const question = page.getByRole('dialog', { name: 'End session' });
    await question.getByText('If you do not recognize this session').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'End session' }).click();
    await question.waitFor({ state: 'detached' });
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await other.context().close();

    await own.getByRole('button').click();
    await question.getByText('You will be signed out here.').waitFor();
    await question.getByRole('button', { name: 'End session' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.context().close();
  });

  it('registers a passkey, with which the person signs in, and deletes it', async () => {
    const page = await web.open('/account');
    await addAuthenticator(page);
    await page.getByText('No passkeys yet').waitFor();
    await page.getByRole('button', { name: 'Register a passkey' }).click();
    const dialog = page.getByRole('dialog', { name: 'Register a passkey' });
    await dialog.getByText('signs you in to the team default only').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('My laptop');
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Continue' }).click();
    const row = page.getByRole('row', { name: /My laptop/ });
    await row.waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('button', { name: 'Account of Owner of default' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();

    await page.goto('/account');
    await page
      .getByRole('row', { name: /This session/ })
      .getByText('Passkey', { exact: true })
      .waitFor();
    await row.getByRole('button', { name: 'Delete passkey My laptop' }).click();
    const question = page.getByRole('dialog', { name: 'Delete passkey' });
    await question.getByText('Sessions that began with it end').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Delete passkey' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.context().close();
  });

  it('says what to do if the browser makes no passkey', async () => {
    const page = await web.open('/account');
    await addAuthenticator(page, { isUserVerified: false });
    await page.getByRole('button', { name: 'Register a passkey' }).click();
    const dialog = page.getByRole('dialog', { name: 'Register a passkey' });
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await dialog.getByRole('alert').getByText('No passkey was made').waitFor();
    await page.context().close();
  });
});

describeInBrowser('on a server whose address is not a name', () => {
  it('the page has no passkeys', async () => {
    const web = await startTestConsole({ hasName: false });
    const page = await web.open('/account');
    await page.getByRole('row', { name: /This session/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Register a passkey' }).count()).toBe(0);
    expect(web.takeFaults()).toEqual([]);
    await web.close();
  });
});

/** A device of Chromium's own, which answers without a person. */
async function addAuthenticator(page: Page, { isUserVerified = true } = {}): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
    },
  });
}
