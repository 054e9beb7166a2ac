import { describeInBrowser } from '../support/browser';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

describeInBrowser('joining a team', () => {
  it('spends the invitation by a button, shows the first key once and removes the token from the address', async () => {
    const person = { email: 'ada@example.com', name: 'Ada', team_role: 'user' };
    const invited = await web.api
      .as(web.api.team.owner)
      .post('/v1/members')
      .send(person)
      .expect(201);
    const { token } = (invited.body as { invitation: { token: string } }).invitation;
    const page = await web.open(`/join#token=${token}`, { as: null });
    const accept = page.getByRole('button', { name: 'Accept the invitation' });
    await accept.waitFor();
    expect(page.url()).toBe(`${web.url}/join`);
    expect(await barriersOn(page)).toEqual([]);
    await accept.click();
    await page.getByRole('heading', { name: 'Your first application key' }).waitFor();
    const [secret = '', clientId = ''] = await page.locator('code').allTextContents();
    await web.api.as({ clientId, secret }).get('/v1/whoami').expect(200);
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'OK, I have copied it' }).click();
    await page.getByRole('button', { name: 'Account of Ada' }).waitFor();
    await page.context().close();
  });
});

describeInBrowser('a sign-in at an identity provider that failed', () => {
  it('says what to do', async () => {
    const page = await web.open('/sign-in?error=not_a_member', { as: null });
    await page
      .getByRole('alert')
      .getByText('Ask an owner or admin of your team to invite you.')
      .waitFor();
    await page.context().close();
  });
});
