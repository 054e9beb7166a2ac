import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';
import { joinTeam } from './support/team';
import { DAY } from '../support/manual-clock';

let web: TestConsole;
let accountId: string;

beforeAll(async () => {
  web = await startTestConsole();
  const account = await owner().post('/v1/service-accounts').send({ name: 'ci-robot' }).expect(201);
  accountId = (account.body as { id: string }).id;
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

async function createKey(name: string, expiresIn = '30d'): Promise<string> {
  const body = { service_account_id: accountId, name, expires_in: expiresIn };
  const created = await owner().post('/v1/service-account-keys').send(body).expect(201);
  return (created.body as { id: string }).id;
}

describeInBrowser('the Service API keys page', () => {
  it('creates a key for a service user whose name was typed, until a day from the calendar', async () => {
    const page = await web.open('/');
    let load: () => void = () => undefined;
    const loaded = new Promise<void>((resolve) => {
      load = resolve;
    });
    await page.route('**/v1/service-accounts?*', async (route) => {
      await loaded;
      await route.continue();
    });
    await page.goto('/service-api-keys');
    await page.getByRole('button', { name: 'Create' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create Service API Keys' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('deploy');
    const user = dialog.getByRole('combobox', { name: 'Service User' });
    await user.fill('nobody');
    await dialog.getByRole('button', { name: 'Save & Close' }).click();
    await dialog.getByText('not loaded yet').waitFor();
    load();
    await dialog.getByText('There is no service user “nobody”.').waitFor();
    await user.fill('ci-robot');
    await page.keyboard.press('Tab');
    await dialog.getByText('This service user has 0 of 10 keys.').waitFor();
    await dialog.getByLabel('Expires at (UTC+1)').fill('2035-03-01T12:00');
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save & Close' }).click();

    const revealed = page.getByRole('dialog', { name: 'API Access Key Generated' });
    const secret = (await revealed.locator('code').textContent()) ?? '';
    expect(secret).toMatch(/^kps_\w{49}$/);
    await revealed.getByText('you cannot retrieve the key').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await revealed.getByRole('button', { name: 'Copy API access key' }).click();
    await revealed.getByRole('button', { name: 'Close' }).click();
    const row = page.getByRole('row').nth(1);
    await row.getByText('deploy').waitFor();
    await row.getByText('ci-robot').waitFor();
    await row.getByText('Mar 1, 2035, 12:00').waitFor();
    await row.getByText('Active').waitFor();
    await page.context().close();
  });

  it('disables and enables a key, and explains why an expired one can be neither', async () => {
    await createKey('short', '1d');
    web.api.clock.advance(2 * DAY);
    await createKey('toggled');
    const page = await web.open('/service-api-keys');
    await page.getByRole('button', { name: 'Actions for toggled' }).click();
    await page.getByRole('menuitem', { name: 'Disable' }).click();
    const question = page.getByRole('dialog', { name: 'Disable service API key' });
    await question.getByText('You can enable it again at any time.').waitFor();
    await question.getByRole('button', { name: 'Disable' }).click();
    const row = page.getByRole('row', { name: /toggled/ });
    await row.getByText('Disabled').waitFor();
    await row.getByRole('button', { name: 'Actions for toggled' }).click();
    await page.getByRole('menuitem', { name: 'Enable' }).click();
    const enable = page.getByRole('dialog', { name: 'Enable service API key' });
    expect(await barriersOn(page)).toEqual([]);
    await enable.getByRole('button', { name: 'Enable' }).click();
    await row.getByText('Active').waitFor();

    await page.getByRole('row', { name: /short/ }).getByText('Expired').waitFor();
    await page.getByRole('button', { name: 'Actions for short' }).click();
    const disable = page.getByRole('menuitem', { name: 'Disable' });
    await disable.getByText('The key has expired').waitFor();
    expect(await disable.isDisabled()).toBe(true);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('searches, sorts and filters on the server', async () => {
    const page = await web.open('/service-api-keys');
    await page.getByRole('searchbox').fill('togg');
    await page.getByText('deploy').waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('');
    await page.getByLabel('State').selectOption('Expired');
    await page.getByText('deploy').waitFor({ state: 'detached' });
    await page.getByLabel('State').selectOption('All states');
    await page.getByRole('button', { name: 'Name' }).click();
    await page
      .getByRole('columnheader', { name: 'Name' })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    await page.getByRole('row').nth(1).getByText('deploy').waitFor();
    await page.context().close();
  });

  it('shows that a service user has 10 of 10 keys before somebody tries an eleventh', async () => {
    for (let made = 0; made < 8; made += 1) await createKey(`more-${made}`);
    const page = await web.open('/service-api-keys');
    await page.getByRole('button', { name: 'Create' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create Service API Keys' });
    await dialog.getByRole('combobox', { name: 'Service User' }).fill('ci-robot');
    await dialog.getByText('This service user has 10 of 10 keys.').waitFor();
    await page.context().close();
  });

  it('refuses a time that has passed with a plain message', async () => {
    const page = await web.open('/service-api-keys');
    await page.getByRole('button', { name: 'Create' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create Service API Keys' });
    await dialog.getByLabel(/^Expires at/).fill('2020-01-01T00:00');
    await dialog.getByText('The day and time must be in the future.').waitFor();
    // In summer, the offset of Berlin is another one.
    await dialog.getByLabel('Expires at (UTC+1)').fill('2035-07-01T12:00');
    await dialog.getByLabel('Expires at (UTC+2)').waitFor();
    await page.context().close();
  });

  it('tells service users of the same name apart, and says that one is disabled', async () => {
    const { body } = await owner()
      .post('/v1/service-accounts')
      .send({ name: 'ci-robot', enabled: false })
      .expect(201);
    const { id } = body as { id: string };
    const page = await web.open('/service-api-keys');
    await page.getByRole('button', { name: 'Create' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create Service API Keys' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('for-the-second');
    const user = dialog.getByRole('combobox', { name: 'Service User' });
    await user.fill('ci-robot');
    await dialog.getByText('Several service users are called “ci-robot”.').waitFor();
    await page.getByRole('option', { name: `ci-robot (${id})` }).click();
    await dialog.getByText('This service user is disabled').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save & Close' }).click();
    const revealed = page.getByRole('dialog', { name: 'API Access Key Generated' });
    await revealed.getByRole('button', { name: 'Close' }).click();
    const row = page.getByRole('row', { name: /for-the-second/ });
    await row.getByText('Disabled').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await row.getByRole('link', { name: 'ci-robot' }).click();
    await page.getByText('None of its tokens works').waitFor();
    expect(new URL(page.url()).pathname).toBe(`/credentials/${id}`);
    await owner().delete(`/v1/service-accounts/${id}`).expect(200);
    await page.context().close();
  });

  it('keeps the secret open after a double click or a key that is held down', async () => {
    const { body } = await owner().post('/v1/service-accounts').send({ name: 'held' }).expect(201);
    const { id } = body as { id: string };
    const page = await web.open(`/credentials/${id}`);
    await page.getByRole('button', { name: 'Create new token' }).click();
    await page.getByRole('button', { name: 'Create token and show secret' }).click();
    const revealed = page.getByRole('dialog', { name: 'Token created' });
    const done = revealed.getByRole('button', { name: 'Copy secret and close dialog' });
    await done.and(page.locator(':focus')).waitFor();
    await done.dispatchEvent('click', { detail: 2 });
    const held =
      "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true }))";
    expect(await page.evaluate(held)).toBe(false);
    await revealed.locator('code').first().waitFor();
    await done.click();
    await revealed.waitFor({ state: 'detached' });
    await owner().delete(`/v1/service-accounts/${id}`).expect(200);
    await page.context().close();
  });

  it('offers a user nothing that they may not do', async () => {
    const page = await web.open('/service-api-keys', { as: await joinTeam(web.api, 'user') });
    await page.getByText('deploy').waitFor();
    expect(await page.getByRole('button', { name: 'Create' }).count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Actions for/ }).count()).toBe(0);
    await page.context().close();
  });
});
