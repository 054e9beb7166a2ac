import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { payFor } from './support/pay-as-you-go';
import { loadCatalog } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
  await loadCatalog(web.api);
  await owner()
    .post('/v1/service-keys')
    .send({ name: 'images-prod', services: [], accept_terms: '2026-11' })
    .expect(201);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

async function openServices(): Promise<Page> {
  const page = await web.open('/key-management');
  await page.getByRole('button', { name: 'Edit services: images-prod' }).click();
  return page;
}

const servicesOn = (page: Page) =>
  page.getByRole('dialog', { name: 'Edit services of images-prod' });
const paymentOn = (page: Page, service: string) =>
  page.getByRole('dialog', { name: `Pay-as-you-go for ${service}` });

describeInBrowser('the second dialog of a pay-as-you-go service', () => {
  it('says where to create the wallet that is missing, and offers it afterwards', async () => {
    const page = await openServices();
    await servicesOn(page).getByRole('checkbox', { name: 'Image generation' }).click();
    const payment = paymentOn(page, 'Image generation');
    await payment.getByRole('checkbox', { name: 'Image standard' }).check();
    await payment.getByText('Your team has no wallet in EUR.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    const opened = page.context().waitForEvent('page');
    await payment.getByRole('link', { name: 'Create one in a new tab' }).click();
    const tab = await opened;
    await tab.getByRole('button', { name: 'Create wallet' }).waitFor();
    await tab.close();
    for (const name of ['Main wallet', 'Spare']) {
      await owner().post('/v1/wallets').send({ name, currency: 'EUR' }).expect(201);
    }
    await owner().post('/v1/wallets').send({ name: 'Dollars', currency: 'USD' }).expect(201);
    // What is older than some seconds is read again when somebody comes back to the tab.
    await page.clock.setFixedTime(web.api.clock.now().getTime() + 60_000);
    await page.evaluate("window.dispatchEvent(new Event('visibilitychange'))");
    const wallets = payment.getByLabel('Wallet that pays for Image generation');
    await wallets.getByRole('option', { name: /^Spare/ }).waitFor({ state: 'attached' });
    expect(await wallets.getByRole('option', { name: /^Dollars/ }).count()).toBe(0);
    expect(await payment.getByRole('checkbox', { name: 'Image standard' }).isChecked()).toBe(true);
    await page.context().close();
  });

  it('requires models and a wallet, shows prices per million, and estimates the cost', async () => {
    const page = await openServices();
    await servicesOn(page).getByRole('checkbox', { name: 'Text generation' }).click();
    const payment = paymentOn(page, 'Text generation');
    await payment
      .getByText('0.15 EUR per 1 million input tokens, 0.6 EUR per 1 million output tokens')
      .first()
      .waitFor();
    await payment.getByRole('button', { name: 'Use these models' }).click();
    await payment.getByText('Select at least one model.').waitFor();
    await payment.getByText('Choose the wallet that pays.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await payment
      .getByText('Expected cost per request: 0.00045 EUR, which is 450 EUR for 1 million requests')
      .waitFor();
    await payment.getByRole('textbox', { name: 'output tokens' }).fill('0');
    await payment.getByText('0.00015 EUR, which is 150 EUR for 1 million requests').waitFor();
    await payment.getByRole('textbox', { name: 'output tokens' }).fill('9999999');
    await payment.getByText('The parameter output_tokens must be at most 100000.').waitFor();
    await payFor(page, { service: 'Text generation', models: ['Text large'], wallet: 'Spare' });
    await servicesOn(page).getByText('Text large. “Spare” pays (0 EUR available).').waitFor();
    await servicesOn(page).getByRole('button', { name: 'Save' }).click();
    await servicesOn(page).waitFor({ state: 'detached' });
    const { body } = await owner().get('/v1/service-keys?plan=paid').expect(200);
    expect(body).toMatchObject({
      items: [{ services: [{ service_id: 'text-generation', model_ids: ['text-large'] }] }],
    });
    await page.context().close();
  });

  it('says that the session has ended, and keeps what was chosen', async () => {
    const page = await openServices();
    await servicesOn(page).getByRole('checkbox', { name: 'Image generation' }).click();
    const payment = paymentOn(page, 'Image generation');
    await payment.getByText('Expected cost per request: 0.03 EUR').waitFor();
    await payment.getByRole('checkbox', { name: 'Image standard' }).check();
    await page.context().clearCookies();
    await payment.getByRole('textbox', { name: 'images' }).fill('3');
    await payment.getByRole('alert').getByText('Your session has ended').waitFor();
    expect(await payment.getByText('Authorization header').count()).toBe(0);
    expect(await payment.getByRole('checkbox', { name: 'Image standard' }).isChecked()).toBe(true);
    await page.context().close();
  });

  it('leaves everything as it was if it is canceled, by keyboard alone', async () => {
    const page = await openServices();
    const services = servicesOn(page);
    await services.getByRole('checkbox', { name: 'Embedding' }).focus();
    await page.keyboard.press('Space');
    // A service that can be free is free until somebody chooses to pay for it.
    const policy = services.getByLabel('Billing policy of Embedding');
    expect(await policy.inputValue()).toBe('free');
    await policy.focus();
    await policy.selectOption('Pay-as-you-go');
    const payment = paymentOn(page, 'Embedding');
    await page.locator('input:focus').and(payment.getByLabel('Embedding small')).waitFor();
    await page.keyboard.press('Escape');
    await payment.waitFor({ state: 'detached' });
    expect(await policy.inputValue()).toBe('free');
    await page.locator('select:focus').and(policy).waitFor();

    await services.getByRole('checkbox', { name: 'Image generation' }).focus();
    await page.keyboard.press('Space');
    await paymentOn(page, 'Image generation').waitFor();
    await page.keyboard.press('Escape');
    await paymentOn(page, 'Image generation').waitFor({ state: 'detached' });
    expect(await services.getByRole('checkbox', { name: 'Image generation' }).isChecked()).toBe(
      false,
    );
    await page.keyboard.press('Escape');
    await services.waitFor({ state: 'detached' });
    await page
      .locator('button:focus')
      .and(page.getByRole('button', { name: 'Edit services: images-prod' }))
      .waitFor();
    await page.context().close();
  });
});
