import { describeInBrowser } from '../support/browser';
import type { Page } from 'playwright-core';
import { eventually } from '../support/eventually';
import { MINUTE } from '../support/manual-clock';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

/** Ends all sessions, as an owner who has lost a laptop does. */
async function endSessions(): Promise<void> {
  const { body } = await owner().get('/v1/sessions').expect(200);
  for (const { id } of body.items as { id: string }[]) {
    await owner().delete(`/v1/sessions/${id}`).expect(204);
  }
}

async function openNewSecret(page: Page, description: string) {
  await page.getByRole('button', { name: 'New secret' }).click();
  const dialog = page.getByRole('dialog', { name: 'New secret' });
  await dialog.getByRole('textbox', { name: 'Description' }).fill(description);
  return dialog;
}

async function keysNamed(description: string): Promise<number> {
  const { body } = await owner().get('/v1/application-keys').expect(200);
  const items = body.items as { description: string | null }[];
  return items.filter((key) => key.description === description).length;
}

describeInBrowser('a session that ends while a dialog is open', () => {
  it('keeps what was entered until the person has signed in again in another tab', async () => {
    const page = await web.open('/application-keys');
    const dialog = await openNewSecret(page, 'Kept');
    await endSessions();
    await dialog.getByRole('button', { name: 'Generate now' }).click();
    await dialog.getByRole('alert').getByText('Your session has ended').waitFor();
    expect(await barriersOn(page)).toEqual([]);

    const opened = page.context().waitForEvent('page');
    await dialog.getByRole('link', { name: 'Sign in again in a new tab' }).click();
    const tab = await opened;
    await tab.getByRole('button', { name: 'Use an application key' }).click();
    await tab.getByRole('textbox', { name: 'Client ID' }).fill(web.api.team.owner.clientId);
    await tab.getByLabel('Secret', { exact: true }).fill(web.api.team.owner.secret);
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { name: 'Home' }).waitFor();
    await tab.close();
    await page.bringToFront();
    await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
    await dialog.getByText('Your session has ended').waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Generate now' }).click();
    await page.getByRole('dialog', { name: 'Application key created' }).waitFor();
    expect(await keysNamed('Kept')).toBe(1);
    await page.context().close();
  });

  it('keeps a secret that is shown once, and then asks for the sign-in', async () => {
    const page = await web.open('/application-keys');
    const dialog = await openNewSecret(page, 'Shown');
    await dialog.getByRole('button', { name: 'Generate now' }).click();
    const revealed = page.getByRole('dialog', { name: 'Application key created' });
    await revealed.locator('code').first().waitFor();
    await endSessions();
    // What is older than some seconds is read again when somebody comes back to the tab.
    await page.clock.setFixedTime(web.api.clock.now().getTime() + MINUTE);
    await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
    await revealed.getByRole('alert').getByText('Copy the secret first').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await revealed.getByRole('button', { name: 'OK, I have copied it' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.context().close();
  });
});

describeInBrowser('a server that cannot be reached', () => {
  it('loses nothing of an open dialog if it restarts, and creates one object', async () => {
    const page = await web.open('/application-keys');
    const dialog = await openNewSecret(page, 'Restarted');
    await web.api.kill();
    await dialog.getByRole('button', { name: 'Generate now' }).click();
    await dialog.getByRole('alert').getByText('Keyplane cannot be reached').waitFor();
    await web.api.listen();
    await dialog.getByRole('button', { name: 'Generate now' }).click();
    await page.getByRole('dialog', { name: 'Application key created' }).waitFor();
    expect(await keysNamed('Restarted')).toBe(1);
    await page.context().close();
  });

  it('says so at once if the browser is offline, and never deletes later', async () => {
    await owner().post('/v1/application-keys').send({ description: 'Offline' }).expect(201);
    const page = await web.open('/application-keys');
    await page.getByRole('button', { name: 'Delete Offline' }).click();
    const question = page.getByRole('dialog', { name: 'Delete application key' });
    await question.getByText('This key has never been used.').waitFor();
    await page.context().setOffline(true);
    await question.getByRole('button', { name: 'Confirm' }).click();
    await question.getByRole('alert').getByText('Keyplane cannot be reached').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Cancel' }).click();

    // The page has not been loaded before.
    await page.getByRole('link', { name: 'Wallets and catalog' }).click();
    const alert = page.getByRole('alert').getByText('Keyplane cannot be reached');
    await alert.waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Wallets and catalog' }).waitFor();
    expect(await keysNamed('Offline')).toBe(1);
    for (const fault of web.takeFaults()) expect(fault).toContain('Keyplane cannot be reached');
    await page.context().close();
  });

  it('is slow: the page says that it loads, and a second click creates nothing', async () => {
    const page = await web.open('/home');
    await page.getByRole('heading', { name: 'Home' }).waitFor();
    let answer: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route('**/v1/application-keys*', async (route) => {
      await slow;
      await route.continue();
    });
    await page.getByRole('link', { name: 'Application keys' }).click();
    await page.getByRole('status').getByText('Loading').waitFor();
    const dialog = await openNewSecret(page, 'Slow');
    const submit = dialog.getByRole('button', { name: 'Generate now' });
    await submit.click();
    await page.locator('button[data-loading]').waitFor();
    await submit.click({ force: true });
    await page.keyboard.press('Escape');
    // Nobody would see the secret if the page were gone when the answer comes.
    let asked = 0;
    page.on('dialog', (question) => {
      asked += 1;
      void question.dismiss();
    });
    await page.evaluate('void history.back()');
    await page.mouse.click(5, 400);
    void page.reload().catch(() => undefined);
    await eventually(() => expect(asked).toBeGreaterThan(0));
    answer();
    await page.getByRole('dialog', { name: 'Application key created' }).waitFor();
    await eventually(async () => expect(await keysNamed('Slow')).toBe(1));
    await page.context().close();
  });
});
