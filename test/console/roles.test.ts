import { describeInBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
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

async function createRole(name: string, permissions: readonly string[]): Promise<string> {
  const { body } = await owner().post('/v1/roles').send({ name, permissions }).expect(201);
  return (body as { id: string }).id;
}

describeInBrowser('the Roles pages', () => {
  it('create a role with permissions that were found by what they allow, or typed', async () => {
    const page = await web.open('/roles');
    await page.getByText('No roles yet').waitFor();
    await page.getByRole('button', { name: 'Create role' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create role' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Reporting');
    const permissions = dialog.getByRole('combobox', { name: 'Permissions' });
    await permissions.fill('audit trail of');
    await page.getByRole('option', { name: /audit_events\.read/ }).waitFor();
    await eventually(async () => expect(await page.getByRole('option').count()).toBe(1));
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('option', { name: /audit_events\.read/ }).click();
    await permissions.fill('roles.raed');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Create role' }).click();
    await dialog.getByText('Unknown permission roles.raed. Did you mean roles.read?').waitFor();
    await permissions.press('Backspace');
    await permissions.fill('reports.read');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Create role' }).click();
    await page
      .getByRole('row', { name: /Reporting/ })
      .getByText('2: audit_events.read, reports.read')
      .waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });

  it('show who has a role, and change it after they showed whom that affects', async () => {
    const id = await createRole('Writer', ['reports.read', 'reports.write', 'members.read']);
    await owner()
      .post('/v1/service-accounts')
      .send({ name: 'Nightly export', role_ids: [id] })
      .expect(201);
    const page = await web.open('/roles');
    await page.getByRole('link', { name: 'Writer' }).click();
    await page.getByRole('heading', { name: 'Writer' }).waitFor();
    await page.getByRole('link', { name: 'Nightly export' }).waitFor();
    await page.getByText('List the members of the team.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('searchbox').fill('write');
    const listed = page.getByRole('listitem');
    await listed.getByText('members.read').waitFor({ state: 'detached' });
    await listed.getByText('reports.write').waitFor();

    const remove = page.getByRole('button', { name: 'Delete role' });
    await remove.hover();
    await page.getByRole('tooltip').getByText('Remove it from them first.').waitFor();
    expect(await remove.isDisabled()).toBe(true);

    await page.getByRole('button', { name: 'Edit role' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit Writer' });
    await dialog.getByText('applies immediately to every key').waitFor();
    await dialog.getByText('Nightly export').waitFor();
    await dialog.getByText('This role has never been used.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Author');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Author' }).waitFor();
    await page.context().close();
  });

  it('delete a role that no service account has', async () => {
    const id = await createRole('Unused', []);
    const page = await web.open(`/roles/${id}`);
    await page.getByText('No service account has this role.').waitFor();
    await page.getByRole('button', { name: 'Delete role' }).click();
    const question = page.getByRole('dialog', { name: 'Delete role Unused' });
    await question.getByText('nothing stops working').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Delete role' }).click();
    await page.getByRole('heading', { name: 'Roles', exact: true }).waitFor();
    await page.getByRole('row', { name: /Unused/ }).waitFor({ state: 'detached' });
    await owner().get(`/v1/roles/${id}`).expect(404);
    await page.goto(`/roles/${id}`);
    await page.getByText('There is no such role').waitFor();
    await page.context().close();
  });

  it('show a user what each team role may do, and nothing to change', async () => {
    const id = await createRole('Reader', ['reports.read']);
    const page = await web.open('/roles', { as: user });
    await page.getByRole('row', { name: /Reader/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Create role' }).count()).toBe(0);
    await page.getByRole('tab', { name: 'Team roles' }).click();
    await page.getByRole('searchbox').fill('invite members');
    const row = page.getByRole('row', { name: /members\.create/ });
    await row.waitFor();
    expect(await row.getByRole('cell').allTextContents()).toEqual(['Yes', 'Yes', 'No']);
    await page.getByRole('searchbox').fill('');
    await page.getByRole('row', { name: /teams\.update/ }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.goto(`/roles/${id}`);
    await page.getByRole('heading', { name: 'Reader' }).waitFor();
    expect(await page.getByRole('button', { name: /role$/ }).count()).toBe(0);
    await page.context().close();
  });
});
