import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

const open = (path: string) => web.open(path, { as: web.api.operator });

describeInBrowser('the operator’s console', () => {
  it('is what the operator gets after signing in with the operator’s key', async () => {
    const page = await web.open('/', { as: null });
    await page.getByRole('button', { name: 'Use an application key' }).click();
    const { clientId, secret } = web.api.operator;
    await page.getByLabel('Client ID').fill(clientId);
    await page.getByLabel('Secret', { exact: true }).fill(secret);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { name: 'Teams' }).waitFor();
    const navigation = page.getByRole('navigation', { name: 'Main' });
    const entries = await navigation.getByRole('link').allTextContents();
    expect(entries).toEqual([
      'Teams',
      'Credits',
      'Catalog',
      'Verifiers',
      'Operator keys',
      'Audit log',
    ]);
    await page.getByRole('button', { name: 'Account of Operator' }).click();
    await page.getByText('Belongs to no team').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('link', { name: 'Sign-in and sessions' }).click();
    await page.getByRole('row', { name: /This session/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Register a passkey' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Account of Operator' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await page.context().close();
  });

  it('is kept apart from the pages of teams, in both directions', async () => {
    const operator = await open('/members');
    await operator.getByText('You are signed in as the operator').waitFor();
    expect(await barriersOn(operator)).toEqual([]);
    await operator.context().close();
    const member = await web.open('/operator/teams');
    await member.getByText('You are signed in as a member of a team').waitFor();
    expect(await member.getByRole('link', { name: 'Verifiers' }).count()).toBe(0);
    expect(await barriersOn(member)).toEqual([]);
    await member.context().close();
  });

  it('follows the session if another tab signs in as somebody else', async () => {
    const page = await web.open('/roles');
    await page.getByRole('heading', { name: 'Roles' }).waitFor();
    const { clientId, secret } = web.api.operator;
    const answer = await page.request.post(`${web.url}/session`, {
      data: { client_id: clientId, client_secret: secret },
      headers: { origin: web.url },
    });
    expect(answer.status()).toBe(201);
    await page.getByRole('link', { name: 'Groups' }).click();
    await page.getByText('You are signed in as the operator').waitFor();
    await page.getByRole('link', { name: 'Teams' }).click();
    await page.getByRole('row', { name: /default/ }).waitFor();
    await page.context().close();
  });
});

describeInBrowser('the Teams page', () => {
  it('creates a team, and shows the key of its owner once', async () => {
    const page = await open('/operator/teams');
    await page.getByRole('row', { name: /default/ }).waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create team' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create team' });
    await dialog.getByLabel('Email address of the first owner').fill('ada');
    await dialog.getByRole('button', { name: 'Create team' }).click();
    await dialog.getByText('Enter an email address').waitFor();
    await dialog.getByText('Enter the name of the team.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByLabel('Team name').fill('Payments');
    await dialog.getByLabel('Name of the first owner').fill('Ada Lovelace');
    await dialog.getByLabel('Email address of the first owner').fill('ada@example.com');
    await dialog.getByRole('button', { name: 'Create team' }).click();

    const revealed = page.getByRole('dialog', { name: 'Application key of Ada Lovelace' });
    await revealed.locator('code').first().waitFor();
    const [secret = '', clientId = ''] = await revealed.locator('code').allTextContents();
    expect(await barriersOn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await revealed.getByRole('alert').getByText('Copy it, then choose').waitFor();
    await revealed.getByRole('button', { name: 'OK, I have copied it' }).click();
    await revealed.waitFor({ state: 'detached' });
    await page
      .getByRole('row', { name: /Payments/ })
      .getByText('Active')
      .waitFor();
    expect(await page.content()).not.toContain(secret);
    const me = await web.api.as({ clientId, secret }).get('/v1/whoami').expect(200);
    expect(me.body).toMatchObject({ team: { name: 'Payments' }, team_role: 'owner' });
    await page.context().close();
  });

  it('finds, renames, suspends and resumes a team', async () => {
    const team = await web.api.foundTeam('Wanted');
    const page = await open('/operator/teams');
    await page.getByRole('searchbox', { name: 'Search by name or ID' }).fill('nothing like it');
    await page.getByText('No team matches').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('searchbox', { name: 'Search by name or ID' }).fill('want');
    const row = page.getByRole('row', { name: /Wanted/ });
    await row.waitFor();
    await page.getByRole('row', { name: /default/ }).waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Actions for Wanted' }).click();
    await page.getByRole('menuitem', { name: 'Suspend' }).click();
    const question = page.getByRole('dialog', { name: 'Suspend Wanted' });
    await question.getByText('none of its keys is valid').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await question.getByRole('button', { name: 'Suspend team' }).click();
    await row.getByText('Suspended').waitFor();
    await web.api.as(team.owner).get('/v1/whoami').expect(401);
    expect(await barriersOn(page)).toEqual([]);

    await row.getByRole('link', { name: 'Wanted' }).click();
    await page.getByText('Suspended since').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Resume' }).click();
    const resume = page.getByRole('dialog', { name: 'Resume Wanted' });
    await resume.getByRole('button', { name: 'Resume team' }).click();
    await page.getByText('Suspended since').waitFor({ state: 'detached' });
    await web.api.as(team.owner).get('/v1/whoami').expect(200);
    await page.getByRole('button', { name: 'Rename' }).click();
    const rename = page.getByRole('dialog', { name: 'Rename Wanted' });
    await rename.getByLabel('Team name').fill('Found');
    await rename.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Found' }).waitFor();
    await page.context().close();
  });

  it('says that a team does not exist', async () => {
    const page = await open('/operator/teams/team_none');
    await page.getByText('There is no such team').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});
