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
    await page.getByRole('link', { name: 'writer' }).click();
    await page.getByRole('heading', { name: 'writer' }).waitFor();
    await page.getByText('reports.read', { exact: true }).waitFor();
    await page.context().close();
  });

  it('say what to do in a team without roles, and take the longest name', async () => {
    const other = await web.api.foundTeam('empty');
    const page = await web.open('/credentials', { as: other.owner });
    await page.getByRole('button', { name: 'Create new API credential' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create new API credential' });
    await dialog.getByText('This team has no roles yet.').waitFor();
    const name = '数据 export '.repeat(30).slice(0, 199).trim();
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Create credential' }).dblclick();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('link', { name }).click();
    await page.getByRole('button', { name: 'Create new token' }).click();
    // A proposed name that is too long would be refused.
    const box = page.getByRole('dialog', { name: /^Add token/ });
    await box.getByRole('button', { name: 'Create token and show secret' }).click();
    await page.getByRole('dialog', { name: 'Token created' }).waitFor();
    const { body } = await web.api.as(other.owner).get('/v1/service-accounts').expect(200);
    expect((body as { items: unknown[] }).items).toHaveLength(1);
    await page.context().close();
  });

  it('show that a credential is disabled, in the list and above its tokens', async () => {
    const { body } = await owner()
      .post('/v1/service-accounts')
      .send({ name: 'sleeping', enabled: false })
      .expect(201);
    const { id } = body as { id: string };
    const page = await web.open('/credentials');
    const row = page.getByRole('row', { name: /sleeping/ });
    await row.getByText('Disabled').waitFor();
    await row.getByRole('link', { name: 'sleeping' }).click();
    await page.getByText('None of its tokens works').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await owner().delete(`/v1/service-accounts/${id}`).expect(200);
    await page.context().close();
  });

  it('go on where the keyboard was when a dialog closes, or when another page opens', async () => {
    const { body } = await owner().post('/v1/service-accounts').send({ name: 'focus' }).expect(201);
    const { id } = body as { id: string };
    const key = { service_account_id: id, name: 'first', expires_in: '30d' };
    await owner().post('/v1/service-account-keys').send(key).expect(201);
    const trust = { service_account_id: id, issuer: 'https://ci.example.com' };
    await owner()
      .post('/v1/federated-identities')
      .send({ ...trust, name: 'ci', subject_pattern: 'a:b:c' })
      .expect(201);
    const page = await web.open('/credentials');
    await page.getByRole('link', { name: 'focus' }).press('Enter');
    await page.getByRole('heading', { name: 'focus' }).waitFor();
    await page.locator('main:focus').waitFor();

    const focused = (name: string) =>
      page.getByRole('button', { name, exact: true }).and(page.locator(':focus')).waitFor();
    for (const name of ['Edit roles', 'Edit', 'Disable credential', 'Create new token']) {
      await page.getByRole('button', { name, exact: true }).press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await focused(name);
    }
    await page.getByRole('button', { name: 'Delete credential' }).press('Enter');
    await page.getByRole('button', { name: 'Disable first' }).press('Enter');
    await page.getByRole('dialog', { name: 'Disable credential focus' }).waitFor();
    await page.keyboard.press('Escape');
    await focused('Delete credential');
    const token = page.getByRole('button', { name: /^sak_/ });
    await token.press('Enter');
    await page.getByRole('button', { name: 'Delete token' }).press('Enter');
    await page.getByRole('dialog', { name: 'Delete token' }).waitFor();
    await page.keyboard.press('Escape');
    await token.and(page.locator(':focus')).waitFor();
    for (const item of ['Set up the pipeline', 'As code', 'Edit', 'Delete']) {
      await page.getByRole('button', { name: 'Actions for ci' }).press('Enter');
      await page.getByRole('menuitem', { name: item, exact: true }).press('Enter');
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await focused('Actions for ci');
    }
    await owner().delete(`/v1/service-accounts/${id}`).expect(200);
    await page.context().close();
  });

  it('show the longest names without scrolling sideways', async () => {
    const long = 'W'.repeat(200);
    const post = async (path: string, sent: object) => {
      const { body } = await owner().post(path).send(sent).expect(201);
      return (body as { id: string }).id;
    };
    const described = { name: long, description: long };
    const permissions = [`reports.${'r'.repeat(50)}`];
    const role = await post('/v1/roles', { ...described, permissions });
    const account = await post('/v1/service-accounts', { ...described, role_ids: [role] });
    const page = await web.open('/credentials');
    for (const path of [`/credentials/${account}`, `/roles/${role}`]) {
      await page.goto(path);
      await page.getByRole('heading', { name: long }).waitFor();
      await page.getByText(long).nth(2).waitFor();
      expect(await barriersOn(page)).toEqual([]);
    }
    await owner().delete(`/v1/service-accounts/${account}`).expect(200);
    await page.context().close();
  });

  it('rename a credential, delete a token, and a credential with all its tokens', async () => {
    const { body } = await owner().get('/v1/service-accounts').expect(200);
    const { id } = body.items[0] as { id: string };
    await owner()
      .post('/v1/service-account-keys')
      .send({ service_account_id: id, name: 'second', expires_in: '30d' })
      .expect(201);
    const page = await web.open(`/credentials/${id}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const edit = page.getByRole('dialog', { name: 'Edit name and description' });
    await edit.getByLabel('Name').fill('Weekly export');
    await edit.getByLabel('Description').fill('For the ledger');
    await edit.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Weekly export' }).waitFor();
    await page.getByText('For the ledger', { exact: true }).waitFor();

    const row = page.getByRole('row', { name: /second/ });
    await row.getByRole('button').click();
    const box = page.getByRole('dialog', { name: 'Token' });
    await box.getByText('Client ID').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await box.getByRole('link', { name: 'Open the page of this key' }).waitFor();
    await box.getByRole('button', { name: 'Delete token' }).click();
    const question = page.getByRole('dialog', { name: 'Delete token' });
    await question.getByText('can no longer connect').waitFor();
    await question.getByRole('button', { name: 'Delete' }).click();
    await row.waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Delete credential' }).click();
    const last = page.getByRole('dialog', { name: 'Delete credential Weekly export' });
    await last.getByText('also deletes all its tokens').waitFor();
    await last.getByText('Nightly export token').waitFor();
    await last.getByRole('button', { name: 'Delete credential' }).click();
    await page.getByText('No credentials yet').waitFor();
    await page.goto(`/credentials/${id}`);
    await page.getByText('There is no such credential').waitFor();
    await page.context().close();
  });
});
