import { describeInBrowser } from '../support/browser';
import {
  startIdentityProvider,
  type StartedProvider,
} from '../api/sessions/support/started-provider';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

describeInBrowser('signing in at an identity provider', () => {
  let provider: StartedProvider;
  let web: TestConsole;

  beforeAll(async () => {
    provider = await startIdentityProvider();
    const joins: { domain: string; teamId: string }[] = [];
    web = await startTestConsole({ oidc: provider.settings({ joins }) });
    // The ID of the team is known once the server has started.
    joins.push({ domain: 'example.com', teamId: web.api.team.id });
    await provider.control('/configure', { redirect_uri: `${web.url}/session/oidc/callback` });
    await provider.control('/next', { email: 'ada@example.com' });
  });

  afterEach(() => expect(web.takeFaults()).toEqual([]));

  afterAll(async () => {
    await web.close();
    provider.stop();
  });

  it('joins the team of the domain, and offers the sign-out there after the sign-out here', async () => {
    const page = await web.open('/roles', { as: null });
    await page.getByRole('link', { name: 'Continue with Example ID' }).click();
    await page.getByRole('heading', { name: 'Roles' }).waitFor();
    await page.getByRole('button', { name: 'Account of ada' }).click();
    await page.getByText('Role: user').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();

    await page.getByText('You are still signed in at Example ID').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('link', { name: 'Sign out of Example ID' }).click();
    await page.getByRole('button', { name: 'Yes, sign me out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Keyplane' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(await page.getByText('You are still signed in').count()).toBe(0);
    await page.goto('/roles');
    await page.getByRole('link', { name: 'Continue with Example ID' }).waitFor();
    await page.context().close();
  });

  it('offers no other sign-out after a session that began with an application key', async () => {
    const page = await web.open('/roles');
    await page.getByRole('button', { name: 'Account of Owner of default' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Continue with Example ID' }).waitFor();
    expect(await page.getByText('You are still signed in').count()).toBe(0);
    await page.context().close();
  });
});
