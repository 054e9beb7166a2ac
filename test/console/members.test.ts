import { describeInBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import { barriersOn } from './support/axe';
import { joinTeam, type TestMember } from './support/team';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;
let admin: TestMember;
let user: TestMember;

beforeAll(async () => {
  web = await startTestConsole();
  admin = await joinTeam(web.api, 'admin');
  user = await joinTeam(web.api, 'user');
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const owner = () => web.api.as(web.api.team.owner);

describeInBrowser('the Members page', () => {
  it('invites a person, shows the link once, and resends the invitation', async () => {
    const page = await web.open('/members');
    await page.getByRole('row', { name: /Owner of default \(you\)/ }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Invite a member' }).click();
    const dialog = page.getByRole('dialog', { name: 'Invite a member' });
    await dialog.getByLabel('Email address').fill('grace');
    await dialog.getByRole('button', { name: 'Invite' }).click();
    await dialog.getByText('Enter an email address').waitFor();
    await dialog.getByLabel('Email address').fill('grace@example.com');
    await dialog.getByLabel('Name').fill('Grace');
    await dialog.getByRole('radio', { name: 'admin' }).check();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Invite' }).click();

    const revealed = page.getByRole('dialog', { name: 'Invitation created' });
    const first = (await revealed.locator('code').textContent()) ?? '';
    expect(first.startsWith(`${web.url}/join#token=`)).toBe(true);
    expect(await barriersOn(page)).toEqual([]);
    await revealed.getByRole('button', { name: 'OK, I have copied it' }).click();
    const row = page.getByRole('row', { name: /Grace/ });
    await row.getByText('Invited, expires in 7 days').waitFor();

    await page.getByRole('button', { name: 'Actions for Grace' }).click();
    await page.getByRole('menuitem', { name: 'Resend invitation' }).click();
    const again = page.getByRole('dialog', { name: 'Resend invitation to Grace' });
    await again.getByText('The previous invitation no longer works.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await again.getByRole('button', { name: 'Resend invitation' }).click();
    const second = (await revealed.locator('code').textContent()) ?? '';
    expect(second).not.toBe(first);
    await revealed.getByRole('button', { name: 'OK, I have copied it' }).click();
    await revealed.waitFor({ state: 'detached' });
    await web.api
      .as()
      .post('/v1/invitations/accept')
      .send({ token: tokenOf(first) })
      .expect(409);
    await web.api
      .as()
      .post('/v1/invitations/accept')
      .send({ token: tokenOf(second) })
      .expect(200);
    await page.context().close();
  });

  it('changes a role after it showed what the member loses', async () => {
    const ada = await joinTeam(web.api, 'admin');
    const page = await web.open('/members');
    await page.getByRole('button', { name: `Actions for ${ada.name}` }).click();
    await page.getByRole('menuitem', { name: 'Edit name and role' }).click();
    const dialog = page.getByRole('dialog', { name: `Edit ${ada.name}` });
    await dialog.getByRole('radio', { name: 'user' }).check();
    await dialog.getByText(/lose \d+ permissions immediately/).waitFor();
    await dialog.getByText('Invite members, and invite them again.').waitFor();
    await dialog.getByText(`ask ${ada.name} first`).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page
      .getByRole('row', { name: new RegExp(ada.name) })
      .getByRole('cell', { name: 'user', exact: true })
      .waitFor();
    const { body } = await owner().get(`/v1/members/${ada.memberId}`).expect(200);
    expect(body).toMatchObject({ team_role: 'user' });
    await page.context().close();
  });

  it('removes a member after it showed what ends with that', async () => {
    const bob = await joinTeam(web.api, 'user');
    await owner()
      .post('/v1/groups')
      .send({ name: 'On call', member_ids: [bob.memberId] })
      .expect(201);
    const page = await web.open('/members');
    await page.getByRole('button', { name: `Actions for ${bob.name}` }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    const question = page.getByRole('dialog', { name: `Remove ${bob.name}` });
    await question.getByText('application keys, personal tokens and sessions').waitFor();
    await question.getByText('Group On call').waitFor();
    await question
      .getByText('This member’s access by personal token has never been used.')
      .waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Remove member' }).click();
    await question.waitFor({ state: 'detached' });
    const row = page.getByRole('row', { name: new RegExp(bob.name) });
    await row.waitFor({ state: 'detached' });
    await web.api.as(bob).get('/v1/whoami').expect(401);

    await page.getByLabel('Status').selectOption('Left');
    await row.getByText(/^Left/).waitFor();
    expect(await row.getByRole('button').count()).toBe(0);
    await page.context().close();
  });

  it('says before a click that somebody who has a working key cannot start over', async () => {
    const page = await web.open('/members');
    await page.getByRole('button', { name: `Actions for ${user.name}` }).click();
    await page.getByRole('menuitem', { name: 'Let start over' }).click();
    const dialog = page.getByRole('dialog', { name: `Let ${user.name} start over` });
    await dialog.getByText('has a working application key').waitFor();
    expect(await dialog.getByRole('button', { name: 'Create invitation' }).isDisabled()).toBe(true);
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('explains to an admin and to the last owner what they cannot do', async () => {
    const page = await web.open('/members', { as: admin });
    await page.getByRole('button', { name: 'Actions for Owner of default' }).click();
    const edit = page.getByRole('menuitem', { name: 'Edit name and role' });
    await edit.getByText('Only an owner can change an owner.').waitFor();
    expect(await edit.isDisabled()).toBe(true);
    expect(await barriersOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Invite a member' }).click();
    await page.getByRole('radio', { name: 'admin' }).waitFor();
    expect(await page.getByRole('radio', { name: 'owner' }).count()).toBe(0);
    await page.context().close();

    const ofOwner = await web.open('/members');
    await ofOwner.getByRole('button', { name: 'Actions for Owner of default' }).click();
    const leave = ofOwner.getByRole('menuitem', { name: 'Leave the team' });
    await leave.getByText('Make another member an owner first.').waitFor();
    expect(await leave.isDisabled()).toBe(true);
    await ofOwner.context().close();
  });

  it('shows the list to a user, who can only leave', async () => {
    const page = await web.open('/members', { as: user });
    await page.getByRole('row', { name: /Owner of default/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Invite a member' }).count()).toBe(0);
    const menus = page.getByRole('button', { name: /^Actions for/ });
    await eventually(async () => expect(await menus.count()).toBe(1));
    await page.getByRole('button', { name: `Actions for ${user.name}` }).click();
    await page.getByRole('menuitem', { name: 'Leave the team' }).click();
    const question = page.getByRole('dialog', { name: 'Leave the team' });
    await question.getByText('you need a new invitation').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Leave the team' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.context().close();
  });
});

const tokenOf = (link: string) => link.split('#token=')[1];
