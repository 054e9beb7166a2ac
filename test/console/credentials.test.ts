import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
  for (const name of ['reader', 'writer']) {
    await owner()
      .post('/v1/roles')
      .send({ name, permissions: ['reports.read'] })
      .expect(201);
  }
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

describeInBrowser('the Credentials pages', () => {
  it('create a credential with roles, add a token, and show what a change of roles affects', async () => {
    const page = await web.open('/credentials');
    await page.getByText('No credentials yet').waitFor();
    await page.getByRole('button', { name: 'Create new API credential' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create new API credential' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Nightly export');
    await dialog.getByRole('combobox', { name: 'Roles' }).click();
    await page.getByRole('option', { name: 'reader' }).click();
    await page.keyboard.press('Escape');
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create credential' }).click();
    const row = page.getByRole('row', { name: /Nightly export/ });
    await row.getByText('reader').waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await row.getByRole('link', { name: 'Nightly export' }).click();
    await page.getByRole('heading', { name: 'Nightly export' }).waitFor();
    await page.getByRole('button', { name: 'Create new token' }).click();
    const box = page.getByRole('dialog', { name: 'Add token to Nightly export' });
    await box.getByLabel('Expires').selectOption('After 30 days');
    await box.getByRole('button', { name: 'Create token and show secret' }).click();
    const revealed = page.getByRole('dialog', { name: 'Token created' });
    const secret = (await revealed.locator('code').first().textContent()) ?? '';
    expect(secret).toMatch(/^kps_\w{49}$/);
    await revealed.getByText('there is no way to recover the secret').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await revealed.getByRole('button', { name: 'Copy secret and close dialog' }).click();
    await revealed.waitFor({ state: 'detached' });
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(secret);
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('button', { name: 'Edit roles' }).click();
    const roles = page.getByRole('dialog', { name: 'Edit credentials roles' });
    await roles.getByText('affects all applications using this credential’s tokens').waitFor();
    await roles.getByText('Nightly export token').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await roles.getByRole('combobox', { name: 'Roles' }).click();
    await page.getByRole('option', { name: 'writer' }).click();
    await page.keyboard.press('Escape');
    await roles.getByRole('button', { name: 'Save' }).click();
    await roles.waitFor({ state: 'detached' });
    await page.getByText('writer', { exact: true }).waitFor();
    await page.context().close();
  });

  it('delete a token, and a credential with all its tokens', async () => {
    const { body } = await owner().get('/v1/service-accounts').expect(200);
    const { id } = body.items[0] as { id: string };
    await owner()
      .post('/v1/service-account-keys')
      .send({ service_account_id: id, name: 'second', expires_in: '30d' })
      .expect(201);
    const page = await web.open(`/credentials/${id}`);
    const row = page.getByRole('row', { name: /second/ });
    await row.getByRole('button').click();
    const box = page.getByRole('dialog', { name: 'Token' });
    await box.getByText('Client ID').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await box.getByRole('button', { name: 'Delete token' }).click();
    const question = page.getByRole('dialog', { name: 'Delete token' });
    await question.getByText('can no longer connect').waitFor();
    await question.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Delete credential' }).click();
    const last = page.getByRole('dialog', { name: 'Delete credential Nightly export' });
    await last.getByText('also deletes all its tokens').waitFor();
    await last.getByText('Nightly export token').waitFor();
    await last.getByRole('button', { name: 'Delete credential' }).click();
    await page.getByText('No credentials yet').waitFor();
    await page.goto(`/credentials/${id}`);
    await page.getByText('There is no such credential').waitFor();
    await page.context().close();
  });
});
