import { createTestApi, type Credentials, type DatabaseName } from '../../../support/api';
import { DAY } from '../../../support/manual-clock';
import { Concealed } from '../../../../api/lib/concealed';
import { startMailServer } from './mail-server';

/** Members are not warned of a key that is meant to live for 14 days or less. */
export const MEANT_TO_LIVE = '365d';

/** A team whose members get mail, on a clock that does not advance. */
export async function startAlarmed(databaseName: DatabaseName) {
  const mailServer = await startMailServer();
  const mail = { smtpUrl: new Concealed(mailServer.url), from: 'Keyplane <keys@keyplane.example>' };
  const api = await createTestApi(databaseName, { mail });
  const owner = { ...api.team.owner, id: api.team.owner.memberId, email: 'owner@default.example' };
  let people = 0;

  async function join(teamRole: 'admin' | 'user' = 'user', inviter: Credentials = owner) {
    const email = `person-${++people}@example.com`;
    const person = { email, name: `Person ${people}`, team_role: teamRole };
    const invited = await api.as(inviter).post('/v1/members').send(person).expect(201);
    await api.courier.runOnce();
    const [letter] = mailServer.take().filter(({ to }) => to.includes(email));
    const token = tokenIn(letter?.raw ?? '');
    const joined = await api.as().post('/v1/invitations/accept').send({ token }).expect(200);
    const { client_id: clientId, secret } = joined.body.application_key;
    return {
      id: String(invited.body.id),
      email,
      clientId: String(clientId),
      secret: String(secret),
    };
  }

  /** A key that was meant to live for a year, and whose expiry was then moved to this much later. */
  async function accountKey(
    expiresInMillis: number,
    name = 'CI',
    accountName = 'Deployer',
  ): Promise<string> {
    const as = api.as(owner);
    const account = await as.post('/v1/service-accounts').send({ name: accountName }).expect(201);
    const key = await as
      .post('/v1/service-account-keys')
      .send({ service_account_id: account.body.id, name, expires_in: MEANT_TO_LIVE })
      .expect(201);
    const expires_at = new Date(api.clock.now().getTime() + expiresInMillis).toISOString();
    const path = `/v1/service-account-keys/${key.body.id}`;
    await as.patch(path).send({ expires_at }).expect(200);
    return String(key.body.id);
  }

  return {
    api,
    mailServer,
    owner,
    join,
    accountKey,
    async group(member_ids: readonly string[], topics: readonly string[] = ['account_alerts']) {
      const body = { name: 'On call', member_ids, topics };
      const created = await api.as(owner).post('/v1/groups').send(body).expect(201);
      return String(created.body.id);
    },
    async notificationsOf(member: Credentials, query = '') {
      const answer = await api.as(member).get(`/v1/notifications${query}`).expect(200);
      return answer.body.items as Notification[];
    },
    /** Does the work of the timers once at noon on each of these days. */
    async live(days: number) {
      for (let day = 0; day < days; day += 1) {
        api.clock.advance(DAY);
        await api.courier.runOnce();
      }
    },
    async close() {
      await api.close();
      await mailServer.close();
    },
  };
}

export type Alarmed = Awaited<ReturnType<typeof startAlarmed>>;

export interface Notification {
  readonly id: string;
  readonly topic: string | null;
  readonly subject: string;
  readonly text: string;
  readonly key_id: string | null;
  readonly read_at: string | null;
}

export function tokenIn(raw: string): string {
  return /inv_[\w-]{43}/.exec(raw)?.[0] ?? '';
}
