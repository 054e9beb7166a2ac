import type { Page } from 'playwright-core';
import { Concealed } from '../../api/lib/concealed';
import { startMailServer } from '../api/alerts/support/mail-server';
import { linkTokenIn } from '../api/sessions/mailed';
import { describeInBrowser } from '../support/browser';
import { eventually } from '../support/eventually';
import type { TestTeam } from '../support/api';
import { barriersOn } from './support/axe';
import { startTestConsole, type TestConsole } from './support/test-console';

const ADA = 'ada@example.com';

describeInBrowser('the teams that have invited a person', () => {
  let web: TestConsole;
  let mailServer: Awaited<ReturnType<typeof startMailServer>>;
  let other: TestTeam;

  beforeAll(async () => {
    mailServer = await startMailServer();
    const smtpUrl = new Concealed(mailServer.url);
    web = await startTestConsole({ mail: { smtpUrl, from: 'Keyplane <keys@keyplane.example>' } });
    other = await web.api.foundTeam('other');
  });

  afterEach(() => expect(web.takeFaults()).toEqual([]));

  afterAll(async () => {
    await web.close();
    await mailServer.close();
  });

  const invite = (team: TestTeam, team_role = 'user') =>
    web.api
      .as(team.owner)
      .post('/v1/members')
      .send({ email: ADA, name: 'Ada', team_role })
      .expect(201);

  async function signInByMail(page: Page): Promise<void> {
    await page.getByLabel('Email').fill(ADA);
    await page.getByRole('button', { name: 'Send me a link to sign in' }).click();
    await page.getByText('Check your mailbox').waitFor();
    let token = '';
    await eventually(async () => {
      await web.api.courier.runOnce();
      for (const mail of mailServer.take()) token = linkTokenIn(mail) || token;
      expect(token).not.toBe('');
    });
    // From a mail, the page is opened again. Between two addresses that differ in the fragment, it is not.
    await page.goto('about:blank');
    await page.goto(`${web.url}/sign-in#token=${token}`);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  }

  it('are offered with who has invited the person, and are joined by a click', async () => {
    await invite(web.api.team);
    await invite(other, 'admin');
    const page = await web.open('/', { as: null });
    await signInByMail(page);
    await page.getByRole('heading', { name: 'Choose your team' }).waitFor();
    const first = page.getByRole('article', { name: 'default' });
    await first.getByText('Owner of default has invited you with the role user.').waitFor();
    const second = page.getByRole('article', { name: 'other' });
    await second.getByText('Owner of other has invited you with the role admin.').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await first.getByRole('button', { name: 'Join default' }).click();
    await page.getByRole('heading', { name: 'Home' }).waitFor();

    await page.getByRole('button', { name: /Team default.*1 invitation/ }).click();
    expect(await barriersOn(page)).toEqual([]);
    await page.getByRole('menuitem', { name: 'Join another team: 1 invitation' }).click();
    const dialog = page.getByRole('dialog', { name: 'Join another team' });
    await dialog.getByText('Owner of other has invited you').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Join other' }).click();
    await page.getByRole('button', { name: 'Team other. Switch team' }).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Account of Ada' }).click();
    await page.getByText('Role: admin').waitFor();
    await page.context().close();
  });

  it('are not offered twice: an invitation that has ended meanwhile is refused with a reason', async () => {
    const third = await web.api.foundTeam('third');
    const { body } = await invite(third);
    const page = await web.open('/', { as: null });
    await signInByMail(page);
    await page.getByRole('button', { name: /1 invitation/ }).click();
    await page.getByRole('menuitem', { name: /Join another team/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Join another team' });
    await dialog.getByRole('button', { name: 'Join third' }).waitFor();
    await web.api
      .as(third.owner)
      .delete(`/v1/members/${(body as { id: string }).id}`)
      .expect(204);
    await dialog.getByRole('button', { name: 'Join third' }).click();
    await dialog.getByRole('alert').getByText('is no longer valid').waitFor();
    expect(await barriersOn(page)).toEqual([]);
    await page.context().close();
  });
});
