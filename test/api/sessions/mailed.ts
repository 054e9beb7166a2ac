import { Concealed } from '../../../api/lib/concealed';
import { startMailServer, type ReceivedMail } from '../alerts/support/mail-server';
import { createTestApi, type DatabaseName, type TestTeam } from '../../support/api';
import { eventually } from '../../support/eventually';
import { openBrowser } from './browser';

/** An API that sends mail, and the mails that arrive. */
export async function startMailed(on: DatabaseName) {
  const mailServer = await startMailServer();
  const mail = { smtpUrl: new Concealed(mailServer.url), from: 'Keyplane <keys@keyplane.example>' };
  const api = await createTestApi(on, { mail });

  async function nextMailTo(address: string): Promise<ReceivedMail> {
    let found: ReceivedMail | undefined;
    await eventually(async () => {
      await api.courier.runOnce();
      found = mailServer.take().find(({ to }) => to.includes(address));
      expect(found).toBeDefined();
    });
    return found as ReceivedMail;
  }

  return {
    api,
    mailServer,
    nextMailTo,

    async invite(email: string, team: TestTeam = api.team, team_role = 'user'): Promise<string> {
      const body = { email, name: 'Ada', team_role };
      const invited = await api.as(team.owner).post('/v1/members').send(body).expect(201);
      return String(invited.body.id);
    },

    /** Somebody makes a member active with an invitation that was not mailed. */
    async memberWithoutMail(email: string, team: TestTeam = api.team): Promise<string> {
      const { slices, database, clock } = api;
      const id = slices.ids.next('member');
      await database.knex('members').insert({
        id,
        team_id: team.id,
        email,
        name: 'Ada',
        team_role: 'user',
        status: 'active',
        created_at: clock.now().getTime(),
        version: 1,
      });
      return id;
    },

    async signInByMail(email: string) {
      const browser = openBrowser(api);
      await browser.send('post', '/session/email-link', { email }).expect(202);
      const token = linkTokenIn(await nextMailTo(email));
      const { body } = await browser
        .send('post', '/session/email-link/redeem', { token })
        .expect(201);
      return { browser, session: body };
    },

    async close() {
      await api.close();
      await mailServer.close();
    },
  };
}

export type Mailed = Awaited<ReturnType<typeof startMailed>>;

export const linkTokenIn = ({ raw }: ReceivedMail) => /sgn_[\w-]{43}/.exec(raw)?.[0] ?? '';
export const invitationIn = ({ raw }: ReceivedMail) => /inv_[\w-]{43}/.exec(raw)?.[0] ?? '';
