import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { joinTeam } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

describeInBrowser('the Key policy page', () => {
  it('declares a policy, which other dialogs respect at once, and deletes it', async () => {
    const page = await web.open('/key-policy');
    const refused: string[] = [];
    page.on('response', (answer) => answer.status() >= 400 && refused.push(answer.url()));
    await page.reload();
    await page.getByText('No policy is declared').waitFor();
    // The browser would report each as an error of the page.
    expect(refused).toEqual([]);
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Declare policy' }).click();
    const dialog = page.getByRole('dialog', { name: 'Declare key policy' });
    await dialog.getByRole('textbox', { name: 'Longest lifetime of a key' }).fill('ninety days');
    await dialog.getByRole('checkbox', { name: /^Plain/ }).uncheck();
    await dialog.getByRole('button', { name: 'Declare policy' }).click();
    await dialog
      .getByText(/such as/)
      .nth(1)
      .waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Longest lifetime of a key' }).fill('90d');
    await dialog.getByRole('button', { name: 'Declare policy' }).click();
    await page.getByText('90d', { exact: true }).waitFor();
    await page.getByRole('region', { name: 'As code' }).getByText('max_key_lifetime').waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('link', { name: 'Service API keys' }).click();
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByText('Your team allows at most 90d.').waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Key policy' }).click();
    await page.getByRole('button', { name: 'Delete policy' }).click();
    const question = page.getByRole('dialog', { name: 'Delete key policy' });
    await question.getByText('without any limit').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Delete policy' }).click();
    await page.getByText('No policy is declared').waitFor();
    await page.getByText('No limit', { exact: true }).waitFor();
    await page.context().close();
  });

  it('shows the policy to a user, who cannot change it', async () => {
    const page = await web.open('/key-policy', { as: await joinTeam(web.api, 'user') });
    await page.getByText('No policy is declared').waitFor();
    expect(await page.getByRole('button', { name: /policy$/ }).count()).toBe(0);
    await page.context().close();
  });
});
