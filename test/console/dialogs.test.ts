import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser';
import { makeEveryKind } from './support/every-kind';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
  await makeEveryKind(web.api);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const focusedButton = (page: Page, name: string) =>
  page
    .locator('button:focus')
    .and(page.getByRole('button', { name, exact: true }))
    .waitFor();

describeInBrowser('a dialog', () => {
  it.each([
    ['/key-management', 'images'],
    ['/key-management', 'Edit members: images'],
    ['/key-management', 'Edit key name and description: images'],
    ['/key-management', 'Generate personal token: free'],
    ['/key-management', 'As code: images'],
    ['/key-management', 'CREATE NEW KEY'],
    ['/groups', 'Delete: On call'],
  ])('of %s gives the focus back to “%s”', async (path, name) => {
    const page = await web.open(path);
    await page.getByRole('button', { name, exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').locator('button').last().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await focusedButton(page, name);
    await page.context().close();
  });

  it('that a menu opened gives the focus back to the button of the menu, also after saving', async () => {
    const page = await web.open('/members');
    const name = 'Actions for user 1';
    await page.getByRole('button', { name }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Edit name and role' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Edit user 1' });
    await dialog.getByRole('textbox', { name: 'Name' }).press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await focusedButton(page, name);
    await page.context().close();
  });

  it('for editing keeps what was entered if somebody clicks outside it', async () => {
    const page = await web.open('/key-management');
    await page.getByRole('button', { name: 'Edit key name and description: images' }).click();
    const name = page.getByRole('dialog').getByRole('textbox', { name: 'Name' });
    await name.fill('images-2');
    await page.mouse.click(20, 600);
    expect(await name.inputValue()).toBe('images-2');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'images-2', exact: true }).waitFor();
    await page.context().close();
  });

  it('moves the focus to the first field that is wrong', async () => {
    const page = await web.open('/key-management');
    await page.setViewportSize({ width: 1280, height: 500 });
    await page.getByRole('button', { name: 'CREATE NEW KEY' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create new key' });
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const name = dialog.getByRole('textbox', { name: 'Name' });
    await page.locator('input:focus').and(name).waitFor();
    await name.fill('shop');
    await dialog.getByRole('button', { name: 'Create key' }).click();
    await page
      .locator('input:focus')
      .and(dialog.getByLabel(/^I have agreed/))
      .waitFor();
    await page.context().close();
  });

  it('shows a refusal that is about no field, and the button can be used again', async () => {
    const page = await web.open('/key-management');
    await page.setViewportSize({ width: 1280, height: 500 });
    await page.route('**/v1/service-keys', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await page.getByRole('button', { name: 'CREATE NEW KEY' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create new key' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('unreachable');
    await dialog.getByLabel(/^I have agreed/).check();
    await dialog.getByRole('button', { name: 'Create key' }).click();
    const refusal = dialog.getByRole('alert');
    await refusal.waitFor();
    await focusedButton(page, 'Create key');
    const { y = -1 } = (await refusal.boundingBox()) ?? {};
    expect(y).toBeGreaterThan(0);
    await page.unroute('**/v1/service-keys');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Service key created' }).waitFor();
    await page.context().close();
  });
});
