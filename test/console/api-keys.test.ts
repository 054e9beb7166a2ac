import { describeInBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import { DAY } from '../support/manual-clock';
import { loadCatalog, joinTeam } from './support/team';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

async function createToken(name: string): Promise<string> {
  const { body } = await owner().get('/v1/service-keys?plan=free').expect(200);
  const [free] = body.items as { id: string }[];
  const token = {
    service_key_id: free?.id,
    kind: 'shared',
    name,
    expires_at: 'never',
    accept_terms: '2026-11',
  };
  const { body: created } = await owner().post('/v1/service-key-tokens').send(token).expect(201);
  return (created as { secret: string }).secret;
}

describeInBrowser('the API keys page', () => {
  it('says what to do while no service is enabled', async () => {
    const page = await web.open('/api-keys');
    await page.getByText('No service is enabled yet').waitFor();
    await page.getByText('create a paid for service key').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('main').getByRole('link', { name: 'Key management' }).click();
    await page.getByRole('heading', { name: 'Key management' }).waitFor();
    await page.context().close();
  });

  it('creates an API key after the name was checked and the agreement accepted', async () => {
    await loadCatalog(web.api);
    const page = await web.open('/api-keys');
    await page.getByRole('button', { name: 'Create API Key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create API Key' });
    const name = dialog.getByRole('textbox', { name: 'Name' });
    await name.fill('billing prod');
    await dialog.getByText('digits, _ and -. Remove a space.').waitFor();
    await name.fill('计费-prod_1');
    await dialog.getByText('9 of 64 characters').waitFor();
    await dialog.getByRole('button', { name: 'OK' }).click();
    await dialog.getByText('Read the agreement, then agree to it to continue.').waitFor();
    // The first field that is wrong has the focus, so a screen reader says what is wrong with it.
    await dialog.locator('[type=checkbox]:focus').waitFor();
    await name.fill('');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await name.and(page.locator(':focus')).waitFor();
    await name.fill('计费-prod_1');
    await dialog.getByRole('button', { name: 'Read the agreement' }).click();
    await dialog.getByText('Version 2026-11').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog
      .getByRole('checkbox', {
        name: 'I have agreed to the agreement and understand the associated risks',
      })
      .check();
    await dialog.getByRole('button', { name: 'OK' }).click();

    const revealed = page.getByRole('dialog', { name: 'API key created' });
    const secret = (await revealed.locator('code').textContent()) ?? '';
    expect(secret).toMatch(/^kpt_\w{49}$/);
    await revealed.getByRole('button', { name: 'OK' }).click();
    const table = page.getByRole('table', { name: 'API keys' });
    await table.getByText('计费-prod_1').waitFor();
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      '',
      'Name',
      'ID',
      'API Key',
      'Created At (UTC+1)',
      'Last Used (UTC+1)',
      'Actions',
    ]);
    const row = table.getByRole('row').nth(1);
    await row.getByText(`${secret.slice(0, 8)}…${secret.slice(-4)}`).waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await row.getByRole('button', { name: 'Actions for 计费-prod_1' }).click();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Edit Name' }).click();
    const rename = page.getByRole('dialog', { name: 'Edit Name' });
    await rename.getByRole('textbox', { name: 'Name' }).fill('billing-prod');
    await rename.getByRole('button', { name: 'Save' }).click();
    await table.getByText('billing-prod').waitFor();

    await page.getByLabel('Last use').selectOption('Not used for 90 days');
    await page.getByText('No unused API keys').waitFor();
    await page.context().close();
  });

  it('changes the name of an API key on its page too', async () => {
    await createToken('named');
    const page = await web.open('/api-keys');
    await page.getByRole('link', { name: 'named', exact: true }).click();
    await page.getByRole('button', { name: 'Edit Name' }).click();
    const rename = page.getByRole('dialog', { name: 'Edit Name' });
    await rename.getByRole('textbox', { name: 'Name' }).fill('x'.repeat(65));
    await rename.getByText('at most 64 characters. Remove 1.').waitFor();
    await rename.getByRole('textbox', { name: 'Name' }).fill('renamed');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'renamed' }).waitFor();
    await page.getByRole('button', { name: 'Revoke' }).click();
    const question = page.getByRole('dialog', { name: 'Revoke API key' });
    await question.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('heading', { name: 'API keys' }).waitFor();
    await page.context().close();
  });

  it('finds API keys that nothing has used for 90 days, and deletes one', async () => {
    const secret = await createToken('in-use');
    web.api.clock.advance(91 * DAY);
    await createToken('new');
    await web.api.as(web.api.operator).post('/v1/keys/verify').send({ secret }).expect(200);
    await eventually(async () => {
      const { body } = await owner().get('/v1/service-key-tokens?unused_for=90d').expect(200);
      expect(body.items).toMatchObject([{ name: 'billing-prod' }]);
    });
    const page = await web.open('/api-keys');
    const table = page.getByRole('table', { name: 'API keys' });
    const row = table.getByRole('row', { name: /billing-prod/ });
    await table.getByText('in-use').waitFor();
    await page.getByLabel('Last use').selectOption('Not used for 90 days');
    await table.getByText('in-use').waitFor({ state: 'detached' });
    await row.waitFor();
    expect(await table.getByRole('row').count()).toBe(2);
    await row.getByRole('button', { name: 'Actions for billing-prod' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const question = page.getByRole('dialog', { name: 'Delete API key' });
    await question.getByText('can no longer call AI services').waitFor();
    await question.getByText('This API key has never been used.').waitFor();
    await question.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No unused API keys').waitFor();
    await page.context().close();
  });

  it('lets a user make a personal API key of a service key that they are assigned to', async () => {
    const user = await joinTeam(web.api, 'user');
    const before = await web.open('/api-keys', { as: user });
    await before.getByText('Ask an owner or admin of your team to assign you').waitFor();
    await before.context().close();
    const { body: keys } = await owner().get('/v1/service-keys?plan=free').expect(200);
    const [free] = keys.items as { id: string; member_ids: string[] }[];
    await owner()
      .patch(`/v1/service-keys/${free?.id}`)
      .send({ member_ids: [...(free?.member_ids ?? []), user.memberId] })
      .expect(200);
    const page = await web.open('/api-keys', { as: user });
    await page.getByRole('button', { name: 'Create API Key' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create API Key' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('mine');
    expect(await dialog.getByText('Shared').count()).toBe(0);
    await dialog.getByRole('checkbox').check();
    await dialog.getByRole('button', { name: 'OK' }).click();
    await page.getByRole('dialog', { name: 'API key created' }).locator('code').waitFor();
    const { body } = await web.api.as(user).get('/v1/service-key-tokens').expect(200);
    expect(body.items).toMatchObject([{ name: 'mine', kind: 'personal' }]);
    await page.context().close();
  });
});
