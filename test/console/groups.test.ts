import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { joinTeam, type TestMember } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;
let user: TestMember;

beforeAll(async () => {
  web = await startTestConsole();
  user = await joinTeam(web.api, 'user');
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

describeInBrowser('the Groups page', () => {
  it('creates a group, changes its members and deletes it, and says who is no longer alerted', async () => {
    const page = await web.open('/groups');
    await page.getByText('No groups yet').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create group' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create group' });
    await dialog.getByRole('button', { name: 'Create group' }).click();
    await dialog.getByText('Enter a name.').waitFor();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('On call');
    expect(await dialog.getByLabel('Subscribe to account alerts').isChecked()).toBe(true);
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Create group' }).click();
    const row = page.getByRole('row', { name: /On call/ });
    await row.getByText('Subscribed', { exact: true }).waitFor();
    const nobody = page.getByText('because no group with members is subscribed');
    await nobody.waitFor();
    expect(await barriersOn(page)).toEqual([]);

    await page.getByRole('button', { name: 'Edit: On call' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit On call' });
    await edit.getByRole('combobox', { name: 'Members' }).click();
    await page.getByRole('option', { name: new RegExp(user.name) }).click();
    await page.keyboard.press('Escape');
    expect(await barriersOn(page)).toEqual([]);
    await edit.getByRole('button', { name: 'Save' }).click();
    await row.getByText(`1: ${user.name}`).waitFor();
    await nobody.waitFor({ state: 'detached' });
    expect(await barriersOn(page)).toEqual([]);
    const { body } = await owner().get('/v1/groups').expect(200);
    expect(body.items).toMatchObject([{ member_ids: [user.memberId], topics: ['account_alerts'] }]);

    await page.getByRole('button', { name: 'Delete: On call' }).click();
    const question = page.getByRole('dialog', { name: 'Delete group On call' });
    await question.getByText('These members no longer get account alerts').waitFor();
    await question.getByText(user.name).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Delete group' }).click();
    await page.getByText('No groups yet').waitFor();
    await page.context().close();
  });

  it('finds a group, and offers a user nothing to change', async () => {
    for (const name of ['Billing', 'Security']) {
      await owner().post('/v1/groups').send({ name }).expect(201);
    }
    const page = await web.open('/groups', { as: user });
    await page.getByRole('row', { name: /Billing/ }).waitFor();
    await page.getByRole('searchbox').fill('secu');
    await page.getByRole('row', { name: /Billing/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Security/ }).waitFor();
    expect(await page.getByRole('button', { name: /^(Create group|Edit:|Delete:)/ }).count()).toBe(
      0,
    );
    await page.getByRole('searchbox').fill('nothing');
    await page.getByText('No group matches').waitFor();
    await page.context().close();
  });
});
