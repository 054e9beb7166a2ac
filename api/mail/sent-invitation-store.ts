import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';

/** The invitations that were mailed: their teams and their recipients. */
export interface SentInvitationStore {
  /** When the `count`th newest was sent; `undefined` if there are fewer. */
  newest(of: { teamId: string } | { recipient: string }, count: number): Promise<Date | undefined>;
  insert(sent: { teamId: string; recipient: string; sentAt: Date }): Promise<void>;
  purge(before: Date): Promise<void>;
}

interface SentInvitationRow {
  team_id: string;
  recipient: string;
  sent_at: number;
}

export function createKnexSentInvitationStore(database: Database): SentInvitationStore {
  const sent = () => database.knex<SentInvitationRow>('sent_invitations');

  return {
    async newest(of, count) {
      const whose = 'teamId' in of ? { team_id: of.teamId } : { recipient: of.recipient };
      const [row] = await sent()
        .where(whose)
        .orderBy('sent_at', 'desc')
        .offset(count - 1)
        .limit(1);
      return row && toDate(row.sent_at);
    },

    async insert({ teamId, recipient, sentAt }) {
      await sent().insert({ team_id: teamId, recipient, sent_at: toMillis(sentAt) });
    },

    async purge(before) {
      await sent().where('sent_at', '<', toMillis(before)).delete();
    },
  };
}
