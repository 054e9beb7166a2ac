import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import { barriersOn } from './support/axe';
import { loadCatalog } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const open = (path: string) => web.open(path, { as: web.api.operator });
const owner = () => web.api.as(web.api.team.owner);

async function createWallet(name: string): Promise<string> {
  const { body } = await owner().post('/v1/wallets').send({ name, currency: 'EUR' }).expect(201);
  return (body as { id: string }).id;
}

async function balanceOf(walletId: string): Promise<string> {
  const { body } = await owner().get(`/v1/wallets/${walletId}`).expect(200);
  return (body as { balance: string }).balance;
}

describeInBrowser('the Credits page', () => {
  it('credits a wallet once, and cancels the credit', async () => {
    const walletId = await createWallet('Main');
    const page = await open('/operator/credits');
    await page.getByText('No credits yet').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Credit a wallet' }).click();
    const dialog = page.getByRole('dialog', { name: 'Credit a wallet' });
    await dialog.getByLabel('Amount').fill('-1');
    await dialog.getByRole('button', { name: 'Credit wallet' }).click();
    await dialog.getByText('Enter an amount, such as').waitFor();
    await dialog.getByText('Enter the ID of a wallet.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByLabel('Wallet ID').fill(walletId);
    await dialog.getByLabel('Amount').fill('99.5');
    await dialog.getByLabel('Currency').fill('USD');
    await dialog.getByLabel('Charge ID').fill('invoice-1');
    await dialog.getByRole('button', { name: 'Credit wallet' }).click();
    await dialog.getByText(/EUR/).waitFor();
    await dialog.getByLabel('Currency').fill('EUR');
    await dialog.getByRole('button', { name: 'Credit wallet' }).click();
    await page.getByText('After this credit, the wallet has 99.5 EUR.').waitFor();
    const row = page.getByRole('row', { name: /invoice-1/ });
    await row.getByText('99.5 EUR').waitFor();
    await row.getByRole('link', { name: 'default' }).waitFor();
    expect(await balanceOf(walletId)).toBe('99.5');
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('button', { name: 'Actions for invoice-1' }).click();
    await page.getByRole('menuitem', { name: 'Cancel credit' }).click();
    const question = page.getByRole('dialog', { name: 'Cancel credit invoice-1' });
    await question.getByText('99.5 EUR are taken out').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Cancel credit' }).click();
    await page.getByRole('row', { name: /invoice-1 \(canceled\)/ }).waitFor();
    expect(await balanceOf(walletId)).toBe('0');
    await page.getByRole('button', { name: 'Actions for invoice-1' }).click();
    await page.getByText('This credit is canceled already.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('says that a wallet does not exist', async () => {
    const page = await open('/operator/credits');
    await page.getByRole('button', { name: 'Credit a wallet' }).click();
    const dialog = page.getByRole('dialog', { name: 'Credit a wallet' });
    await dialog.getByLabel('Wallet ID').fill('wal_none');
    await dialog.getByLabel('Amount').fill('1');
    await dialog.getByLabel('Charge ID').fill('invoice-2');
    await dialog.getByRole('button', { name: 'Credit wallet' }).click();
    await dialog.getByText('This wallet does not exist').waitFor();
    await page.context().close();
  });
});

describeInBrowser('the Catalog page', () => {
  it('shows, replaces and downloads the catalog', async () => {
    const page = await open('/operator/catalog');
    await page.getByText('No services yet').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await loadCatalog(web.api);
    await page.reload();
    await page.getByRole('article', { name: 'Image generation' }).waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('button', { name: 'Replace catalog' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replace the catalog' });
    const field = dialog.getByLabel('Catalog (JSON)');
    const present = await field.inputValue();
    await field.fill('{');
    await dialog.getByText('This text is not JSON.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await field.fill(JSON.stringify({ services: [{ id: 'a' }] }));
    await dialog.getByRole('button', { name: 'Replace catalog' }).click();
    await dialog.getByText('`services[0].name` is required.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await field.fill(present.replace('"Image generation"', '"Pictures"'));
    await dialog.getByRole('button', { name: 'Replace catalog' }).click();
    await page.getByRole('article', { name: 'Pictures' }).waitFor();
    await dialog.waitFor({ state: 'detached' });

    const started = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    const text = readFileSync(await (await started).path(), 'utf8');
    expect((JSON.parse(text) as { services: unknown[] }).services.length).toBeGreaterThan(1);
    await page.context().close();
  });

  it('shows which service keys would lose services, and asks', async () => {
    await loadCatalog(web.api);
    const { body: terms } = await owner().get('/v1/terms').expect(200);
    const walletId = await createWallet('Pays');
    const created = await owner()
      .post('/v1/service-keys')
      .send({
        name: 'prod',
        accept_terms: (terms as { version: string }).version,
        services: [
          {
            service_id: 'image-generation',
            billing_policy: 'pay_as_you_go',
            model_ids: ['image-standard'],
            wallet_id: walletId,
          },
        ],
      });
    expect(created.body).toMatchObject({ name: 'prod' });
    const page = await open('/operator/catalog');
    const dialog = await dialogWith(page, { services: [] });
    await dialog.getByRole('button', { name: 'Replace catalog' }).click();
    await dialog.getByText('What would stop working').waitFor();
    await dialog.getByText(/"prod"/).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'Replace catalog' }).click();
    await page.getByText('No services yet').waitFor();
    await page.context().close();
  });
});

async function dialogWith(page: Page, catalog: object) {
  await page.getByRole('button', { name: 'Replace catalog' }).click();
  const dialog = page.getByRole('dialog', { name: 'Replace the catalog' });
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Choose a file' }).click();
  const file = { name: 'catalog.json', mimeType: 'application/json' };
  await (await chooser).setFiles({ ...file, buffer: Buffer.from(JSON.stringify(catalog)) });
  const field = dialog.getByLabel('Catalog (JSON)');
  const text = JSON.stringify(catalog);
  await eventually(async () => expect(await field.inputValue()).toBe(text));
  return dialog;
}

describeInBrowser('the Verifiers page', () => {
  it('allows a service account, and withdraws it', async () => {
    const { body } = await owner().post('/v1/service-accounts').send({ name: 'Gateway' });
    const { id } = body as { id: string };
    const page = await open('/operator/verifiers');
    await page.getByText('No verifiers yet').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Allow a verifier' }).click();
    const dialog = page.getByRole('dialog', { name: 'Allow a verifier' });
    await dialog.getByLabel('Service account ID').fill('sa_none');
    await dialog.getByRole('button', { name: 'Allow verifier' }).click();
    await dialog.getByText('This service account does not exist').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByLabel('Service account ID').fill(id);
    await dialog.getByRole('button', { name: 'Allow verifier' }).click();
    const row = page.getByRole('row', { name: /Gateway/ });
    await row.getByRole('link', { name: 'default' }).waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('button', { name: 'Actions for Gateway' }).click();
    await page.getByRole('menuitem', { name: 'Withdraw' }).click();
    const question = page.getByRole('dialog', { name: 'Withdraw Gateway' });
    await question.getByText('refuse the keys of every other team').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Withdraw verifier' }).click();
    await page.getByText('No verifiers yet').waitFor();
    await page.context().close();
  });
});

describeInBrowser('the operator’s Audit log page', () => {
  it('shows what the operator did, in which team, and exports it', async () => {
    await web.api
      .as(web.api.operator)
      .patch(`/v1/teams/${web.api.team.id}`)
      .send({ name: 'Audited' })
      .expect(200);
    const page = await open('/operator/audit-log');
    const table = page.getByRole('table', { name: 'Audit log' });
    await table.getByRole('button', { name: 'team.updated' }).waitFor();
    expect(await page.getByLabel('Who').count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await table.getByRole('button', { name: 'team.updated' }).click();
    const dialog = page.getByRole('dialog', { name: 'team.updated' });
    await dialog.getByText('Operator (operator)').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('link', { name: web.api.team.id }).first().click();
    await page.getByRole('heading', { name: 'Audited' }).waitFor();

    await page.goBack();
    await page.getByRole('button', { name: 'Export' }).click();
    const started = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'CSV' }).click();
    const text = readFileSync(await (await started).path(), 'utf8');
    expect(text.split('\r\n')[0]).toMatch(/,team_id$/);
    expect(text).toContain(web.api.team.id);
    await page.context().close();
  });
});
