import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { joinTeam, loadCatalog } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
  await loadCatalog(web.api);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

async function credit(walletId: string, chargeId: string, amount: string): Promise<void> {
  await web.api
    .as(web.api.operator)
    .post(`/v1/wallets/${walletId}/credits`)
    .send({ charge_id: chargeId, amount, currency: 'EUR' })
    .expect(200);
}

describeInBrowser('the Wallets and catalog page', () => {
  it('creates, renames and deletes an empty wallet', async () => {
    const page = await web.open('/wallets');
    await page.getByText('No wallets yet').waitFor();
    await page.getByRole('button', { name: 'Create wallet' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create wallet' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Spare');
    await dialog.getByRole('textbox', { name: 'Currency' }).fill('eur');
    await dialog.getByRole('button', { name: 'Create wallet' }).click();
    await dialog.getByText('three capital letters of ISO 4217').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Currency' }).fill('EUR');
    await dialog.getByRole('button', { name: 'Create wallet' }).click();
    await page.getByRole('row', { name: /Spare/ }).getByText('0 EUR').first().waitFor();

    await page.getByRole('button', { name: 'Actions for Spare' }).click();
    await page.getByRole('menuitem', { name: 'Rename' }).click();
    const rename = page.getByRole('dialog', { name: 'Rename wallet' });
    await rename.getByRole('textbox', { name: 'Name' }).fill('Unneeded');
    expect(await barriersOn(page)).toEqual([]);
    await rename.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Actions for Unneeded' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const question = page.getByRole('dialog', { name: 'Delete wallet' });
    await question.getByText('can no longer pay from it').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No wallets yet').waitFor();
    await page.context().close();
  });

  it('shows the balance, what is reserved, and the ledger with its running balance', async () => {
    const wallet = { name: 'Main wallet', currency: 'EUR' };
    const { body } = await owner().post('/v1/wallets').send(wallet).expect(201);
    const { id } = body as { id: string };
    await credit(id, 'invoice-1', '10');
    await credit(id, 'invoice-2', '2.5');
    const page = await web.open('/wallets');
    const row = page.getByRole('row', { name: /Main wallet/ });
    await row.getByText('12.5 EUR').first().waitFor();
    expect(await row.getByRole('cell').allTextContents()).toEqual([
      '',
      'Main wallet',
      '12.5 EUR',
      '0 EUR',
      '12.5 EUR',
      '',
    ]);
    await row.getByRole('button', { name: 'Actions for Main wallet' }).click();
    const deletion = page.getByRole('menuitem', { name: /^Delete/ });
    expect(await deletion.isDisabled()).toBe(true);
    await deletion.getByText('Only an empty wallet can be deleted.').waitFor();
    // The keyboard reaches it, so that a screen reader says why.
    await page.keyboard.press('End');
    await page.locator('button:focus').and(deletion).press('Enter');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Escape');
    await row.getByRole('link', { name: 'Main wallet' }).click();

    await page.getByText('Reserved for calls in progress').waitFor();
    const ledger = page.getByRole('table', { name: 'Ledger' });
    await ledger.getByText('invoice-2').waitFor();
    const cells = await ledger.getByRole('cell').allTextContents();
    expect(cells.slice(0, 4)).toEqual(['Credit', 'invoice-2', '2.5 EUR', '12.5 EUR']);
    expect(cells.slice(5, 9)).toEqual(['Credit', 'invoice-1', '10 EUR', '10 EUR']);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('shows a user the catalog with its prices, and says who sees the wallets', async () => {
    const user = await joinTeam(web.api, 'user');
    const page = await web.open('/wallets', { as: user });
    await page.getByText('Only owners and admins of your team see its wallets.').waitFor();
    const service = page.getByRole('article', { name: 'Image generation' });
    await service.getByText('Pay-as-you-go').waitFor();
    await service.getByText('0.03 EUR per megapixel').waitFor();
    const texts = page.getByRole('article', { name: 'Text generation' });
    await texts.getByText('0.15 EUR per 1 million input tokens').waitFor();
    expect(await page.getByRole('button', { name: 'Create wallet' }).count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});
