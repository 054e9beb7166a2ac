import { describeInBrowser } from '../support/browser';
import type { Page } from 'playwright-core';
import { Concealed } from '../../api/lib/concealed';
import { startMailServer } from '../api/alerts/support/mail-server';
import { invitationIn } from '../api/sessions/mailed';
import type { TestTeam } from '../support/api';
import { eventually } from '../support/eventually';
import { startTestConsole, type TestConsole } from './support/test-console';

const ADA = 'ada@example.com';

let mailServer: Awaited<ReturnType<typeof startMailServer>>;
let web: TestConsole;

beforeAll(async () => {
  mailServer = await startMailServer();
  const mail = { smtpUrl: new Concealed(mailServer.url), from: 'Keyplane <keys@keyplane.example>' };
  web = await startTestConsole({ mail });
});

afterEach(() => expect(web.takeFaults()).toEqual([]));

afterAll(async () => {
  await web.close();
  await mailServer.close();
});

/** Ada accepts the mailed invitation of a team, which proves her address. */
async function join(page: Page, team: TestTeam): Promise<void> {
  const body = { email: ADA, name: 'Ada', team_role: 'admin' };
  await web.api.as(team.owner).post('/v1/members').send(body).expect(201);
  let token = '';
  await eventually(async () => {
    await web.api.courier.runOnce();
    const mail = mailServer.take().find(({ to }) => to.includes(ADA));
    token = mail === undefined ? '' : invitationIn(mail);
    expect(token).not.toBe('');
  });
  await page.goto(`${web.url}/join#token=${token}`);
  await page.getByRole('button', { name: 'Accept the invitation' }).click();
  await page.getByRole('button', { name: 'OK, I have copied it' }).click();
  await page.getByRole('button', { name: 'Account of Ada' }).waitFor();
}

describeInBrowser('a person in two teams', () => {
  it('sees one team in each tab, and never rows of the other one', async () => {
    const other = await web.api.foundTeam('Payments');
    const page = await web.open('/sign-in', { as: null });
    await join(page, web.api.team);
    await join(page, other);
    for (const { team, role } of [
      { team: web.api.team, role: 'Of default' },
      { team: other, role: 'Of payments' },
    ]) {
      const created = { name: role, permissions: ['reports.read'] };
      await web.api.as(team.owner).post('/v1/roles').send(created).expect(201);
    }
    const choose = async (tab: Page, team: string) => {
      await tab.goto(`${web.url}/roles`);
      await tab.getByRole('button', { name: /Switch team$/ }).click();
      await tab.getByRole('menuitemradio', { name: team }).click();
    };
    await choose(page, 'default');
    await page.getByRole('link', { name: 'Of default' }).waitFor();
    const tab = await page.context().newPage();
    await choose(tab, 'Payments');
    await tab.getByRole('link', { name: 'Of payments' }).waitFor();
    expect(await tab.getByRole('link', { name: 'Of default' }).count()).toBe(0);

    // The choice of one tab does not move the other one.
    await page.getByRole('button', { name: 'Create role' }).click();
    const dialog = page.getByRole('dialog', { name: 'Create role' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Second of default');
    await dialog.getByRole('button', { name: 'Create role' }).click();
    await page.getByRole('link', { name: 'Second of default' }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: 'Second of default' }).waitFor();
    await tab.reload();
    await tab.getByRole('link', { name: 'Of payments' }).waitFor();
    expect(await tab.getByRole('link', { name: 'Second of default' }).count()).toBe(0);
    await page.context().close();
  });
});
