import { describeInBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import { DAY } from '../support/manual-clock';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;
let key: { id: string; client_id: string; secret: string };

beforeAll(async () => {
  web = await startTestConsole();
  const account = await owner().post('/v1/service-accounts').send({ name: 'shop' }).expect(201);
  const body = {
    service_account_id: (account.body as { id: string }).id,
    name: 'shop-prod',
    expires_in: '30d',
  };
  const created = await owner()
    .post('/v1/service-account-keys')
    .set({ 'keyplane-stack': 'payments/prod', 'keyplane-run': 'run-1' })
    .send(body)
    .expect(201);
  key = created.body as typeof key;
  await web.api.as({ clientId: key.client_id, secret: key.secret }).get('/v1/whoami').expect(200);
  web.api.clock.advance(2 * DAY);
  await web.api.as({ clientId: key.client_id, secret: key.secret }).get('/v1/whoami').expect(200);
  // Uses are written together, a moment later.
  await eventually(async () => {
    const { body } = await owner()
      .post('/v1/usage/query')
      .send({ ids: [key.id], within: '30d' });
    expect(body.items).toMatchObject([{ uses: 2 }]);
  });
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

describeInBrowser('the page of a key', () => {
  it('shows its state, expiry, creator, stack, uses, callers and audit trail', async () => {
    const page = await web.open('/service-api-keys');
    await page.getByRole('link', { name: 'shop-prod' }).click();
    await page.getByRole('heading', { name: 'shop-prod' }).waitFor();
    await page.getByText('Managed by Terraform').waitFor();
    await page.getByText('payments/prod').waitFor();
    await page.getByText('Expires in 27 days').or(page.getByText('Expires in 28 days')).waitFor();
    await page.getByText('by Owner of default').waitFor();
    await page.getByText('127.0.0.1:').waitFor();
    await page
      .getByRole('table', { name: 'Audit trail' })
      .getByText('service_account_key.created')
      .waitFor();
    expect(await barriersOn(page)).toEqual([]);

    const plot = page.getByRole('img', { name: /^Uses on each of 90 days/ });
    await plot.focus();
    const readOut = page.getByRole('region', { name: 'Uses a day' }).getByRole('status');
    await readOut.filter({ hasText: /: 1 use$/ }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await readOut.filter({ hasText: /: 0 uses$/ }).waitFor();
    await page.context().close();
  });

  it('opens an event of its audit trail, copies its client ID, and leads to its service user', async () => {
    const page = await web.open(`/keys/${key.id}`);
    await page.getByRole('button', { name: 'service_account_key.created' }).click();
    const event = page.getByRole('dialog', { name: 'service_account_key.created' });
    await event.getByRole('table', { name: 'Before and after' }).getByText('shop-prod').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await event.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Copy Client ID' }).click();
    await page.getByRole('status').getByText('Copied: Client ID').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(key.client_id);
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByRole('heading', { name: 'shop', exact: true }).waitFor();
    await page.context().close();
  });

  it('says that there is no such key if the address names something else', async () => {
    const page = await web.open('/keys/nothing');
    await page.getByText('There is no such key').waitFor();
    await page.context().close();
  });

  it('rotates the key with an overlap, and shows both secrets', async () => {
    const page = await web.open(`/keys/${key.id}`);
    await page.getByRole('button', { name: 'Rotate' }).click();
    const dialog = page.getByRole('dialog', { name: 'Rotate service API key' });
    await dialog.getByText('This key is in use').waitFor();
    await dialog.getByLabel('The old secret remains valid for').selectOption('7 days');
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    const revealed = page.getByRole('dialog', { name: 'New secret' });
    const secret = (await revealed.locator('code').textContent()) ?? '';
    await web.api.as({ clientId: key.client_id, secret }).get('/v1/whoami').expect(200);
    await web.api.as({ clientId: key.client_id, secret: key.secret }).get('/v1/whoami').expect(200);
    await revealed.getByRole('button', { name: 'OK, I have copied it' }).click();
    await page.getByText('Old secret').waitFor();
    await page.getByText('Both secrets work now.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('offers to disable first when somebody revokes a key that is in use', async () => {
    const page = await web.open(`/keys/${key.id}`);
    await page.getByRole('button', { name: 'Revoke' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke service API key' });
    await question.getByText('This key is in use').waitFor();
    await question.getByRole('button', { name: 'Disable first' }).click();
    const disable = page.getByRole('dialog', { name: 'Disable service API key' });
    await disable.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('button', { name: 'Enable' }).waitFor();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await question.getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No service API keys yet').waitFor();
    await page.goto(`/keys/${key.id}`);
    await page.getByText('Revoked', { exact: true }).first().waitFor();
    const rotate = page.getByRole('button', { name: 'Rotate', exact: true });
    await rotate.waitFor({ state: 'detached' });
    // A revoked key has no expiry to show, and Terraform cannot import it.
    expect(await page.getByText(/^Expires/).count()).toBe(0);
    expect(await page.getByRole('region', { name: 'As code' }).count()).toBe(0);
    await page
      .getByRole('definition')
      .filter({ hasText: /by Owner of default$/ })
      .last()
      .waitFor();
    await page.goto('/keys/sak_nothing');
    await page.getByText('There is no such service API key').waitFor();
    await page.context().close();
  });
});
