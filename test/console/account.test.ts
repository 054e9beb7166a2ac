import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

let web: TestConsole;

beforeAll(async () => {
  web = await startTestConsole();
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(() => web.close());

describe('joining a team', () => {
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

describe('the account page', () => {
  it('registers a passkey, with which the person signs in without a name', async () => {
    const page = await web.open('/account');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
      },
    });
    await page.getByText('You have no passkey.').waitFor();
    await page.getByRole('button', { name: 'Register a passkey' }).click();
    await page.getByRole('table', { name: 'Passkeys' }).getByText('Chrome on Linux').waitFor();
    await page.getByRole('table', { name: 'Sessions' }).getByText('(this one)').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Account of Owner of default' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.getByRole('heading', { name: 'Application keys' }).waitFor();
    await page.context().close();
  });

  it('ends another session of the person', async () => {
    const other = await web.open('/application-keys');
    const page = await web.open('/account');
    await page
      .getByRole('button', { name: /^End the session/ })
      .first()
      .waitFor();
    const ends = page.getByRole('button', { name: /^End the session/ });
    while ((await ends.count()) > 0) {
      const before = await ends.count();
      await ends.first().click();
      await page.waitForFunction((count) => {
        const { document } = globalThis as unknown as {
          document: { querySelectorAll(selector: string): { length: number } };
        };
        return document.querySelectorAll('[aria-label^="End the session"]').length < count;
      }, before);
    }
    await other.reload();
    await other.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    await other.context().close();
    await page.context().close();
  });
});

describe('a sign-in at an identity provider that failed', () => {
  it('says what to do', async () => {
    const page = await web.open('/sign-in?error=not_a_member', { as: null });
    await page
      .getByRole('alert')
      .getByText('Ask an owner or admin of your team to invite you.')
      .waitFor();
    await page.context().close();
  });
});
