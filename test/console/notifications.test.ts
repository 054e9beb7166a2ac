import { describeInBrowser } from '../support/browser';
import { DAY } from '../support/manual-clock';
import { barriersOn } from './support/axe';
import { joinTeam, type TestMember } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

const WARNING = /The service account key "CI" of "Deployer" expires in 14 days/;

let web: TestConsole;
let member: TestMember;
let keyId: string;

beforeAll(async () => {
  web = await startTestConsole();
  member = await joinTeam(web.api, 'admin');
  const account = await owner()
    .post('/v1/service-accounts')
    .send({ name: 'Deployer', role_ids: [] })
    .expect(201);
  const { id } = account.body as { id: string };
  const key = await owner()
    .post('/v1/service-account-keys')
    .send({ service_account_id: id, name: 'CI', expires_in: '365d' })
    .expect(201);
  keyId = (key.body as { id: string }).id;
  // Nobody is warned of a key that was meant to live for 14 days or less.
  const expires_at = new Date(web.api.clock.now().getTime() + 14 * DAY).toISOString();
  await owner().patch(`/v1/service-account-keys/${keyId}`).send({ expires_at }).expect(200);
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

describeInBrowser('the All Notifications page', () => {
  it('says that nobody warns a member without a subscribed group', async () => {
    const page = await web.open('/notifications', { as: member });
    await page.getByText('No notifications yet').waitFor();
    await page.getByText('No group of yours has subscribed to account alerts').waitFor();
    await page.getByText('To change that, subscribe a group').waitFor();
    await page
      .getByRole('banner')
      .getByRole('link', { name: 'Notifications', exact: true })
      .waitFor();
    expect(await page.getByRole('button', { name: 'Mark all as read' }).count()).toBe(0);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('shows a warning, which is read once it was opened, and leads to the key', async () => {
    await owner()
      .post('/v1/groups')
      .send({ name: 'On call', member_ids: [member.memberId], topics: ['account_alerts'] })
      .expect(201);
    await web.api.courier.runOnce();
    const page = await web.open('/notifications', { as: member });
    const bell = page.getByRole('banner').getByRole('link', { name: 'Notifications, 1 unread' });
    await bell.waitFor();
    await page.getByText('You get account alerts through your group “On call”').waitFor();
    const row = page.getByRole('row', { name: WARNING });
    await row.getByText('Unread').waitFor();
    await row.getByText('Account alerts').waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await row.getByRole('button', { name: WARNING, exact: true }).first().click();
    const dialog = page.getByRole('dialog', { name: WARNING });
    await dialog.getByText('To replace it, create another key').waitFor();
    await dialog.getByRole('link', { name: 'Create a replacement' }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await row.getByText('Read', { exact: true }).waitFor();
    await bell.waitFor({ state: 'detached' });

    await row.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
    await bell.waitFor();
    await row.getByRole('link', { name: 'Open key' }).click();
    await page.getByRole('heading', { name: 'CI', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/keys/${keyId}`);
    await bell.click();
    await page.getByRole('heading', { name: 'All Notifications' }).waitFor();
    await page.context().close();
  });

  it('leads to a dialog that creates the replacement, with the name and the service user', async () => {
    const page = await web.open('/notifications', { as: member });
    const row = page.getByRole('row', { name: WARNING });
    await row.getByRole('button', { name: WARNING, exact: true }).first().click();
    await page.getByRole('link', { name: 'Create a replacement' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create Service API Keys' });
    await dialog.getByText('This service user has 1 of 10 keys.').waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('CI');
    expect(await dialog.getByRole('combobox', { name: 'Service User' }).inputValue()).toBe(
      'Deployer',
    );
    // Neither a reload nor the Back button must ask for a second replacement.
    expect(new URL(page.url()).search).toBe('');
    await dialog.getByRole('button', { name: 'Save & Close' }).click();
    const revealed = page.getByRole('dialog', { name: 'API Access Key Generated' });
    await revealed.locator('code').waitFor();
    await revealed.getByRole('button', { name: 'Close' }).click();
    await revealed.waitFor({ state: 'detached' });
    await page.locator('main:focus').waitFor();
    await page.getByRole('row').nth(2).waitFor();
    await page.goBack();
    await row.waitFor();
    await row.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('menuitem', { name: 'Mark as unread' }).click();
    await row.getByText('Unread').waitFor();
    await page.context().close();
  });

  it('filters by read and unread, and marks all as read', async () => {
    const page = await web.open('/notifications', { as: member });
    const row = page.getByRole('row', { name: WARNING });
    await page.getByRole('radiogroup', { name: 'Show' }).getByText('Unread').click();
    await row.waitFor();
    await page.getByRole('button', { name: 'Mark all as read' }).click();
    await page.getByText('No unread notifications').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('radiogroup', { name: 'Show' }).getByText('Read', { exact: true }).click();
    await row.waitFor();
    await page.context().close();
  });
});
