import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Discardable } from '../sealing/discard-lost';
import { whereLost } from '../sealing/knex-lost';
import type { Resealable } from '../sealing/resealable';
import { sealedFor } from './sealed-for';
import type { Mail, MailKind } from './mail';

export interface MailBacklog {
  readonly waiting: number;
  readonly oldestAt: Date | null;
}

export interface OutboxStore extends Resealable, Discardable {
  /** Replaces what waits for the member in the same thread. */
  put(mail: Mail): Promise<void>;
  /**
   * Takes the mail that has been due longest and marks it as in progress until `until`. If the worker dies
   * meanwhile, nothing is lost. Its attempt is counted.
   */
  claim(now: Date, until: Date): Promise<Mail | undefined>;
  /** Forgets the mail. If another one replaced it meanwhile, that one is due at `now`. */
  done(mail: Mail, now: Date): Promise<void>;
  postpone(mail: Mail, until: Date): Promise<void>;
  /** How many mails wait, and since when the oldest one has been waiting. */
  backlog(): Promise<MailBacklog>;
}

interface MailRow {
  id: string;
  team_id: string;
  member_id: string;
  kind: MailKind;
  thread: string;
  revision: number;
  key_id: string | null;
  subject: string | null;
  text: string | null;
  sealed_token: string | null;
  attempts: number;
  created_at: number;
  due_at: number;
}

export function createKnexOutboxStore(database: Database): OutboxStore {
  const mails = () => database.knex<MailRow>('mails');

  return {
    async put(mail) {
      const row = toRow(mail);
      const { kind, key_id, subject, text, sealed_token, created_at } = row;
      await mails()
        .insert(row)
        .onConflict(['member_id', 'thread'])
        .merge({
          kind,
          key_id,
          subject,
          text,
          sealed_token,
          created_at,
          revision: database.knex.raw('mails.revision + 1'),
        });
    },

    claim: (now, until) =>
      database.run(async () => {
        const due = mails().where('due_at', '<=', toMillis(now)).orderBy(['due_at', 'id']).limit(1);
        const [row] = await database.dialect.lockFreeRows(due);
        if (row === undefined) return undefined;
        const attempts = row.attempts + 1;
        await mails()
          .where({ id: row.id })
          .update({ attempts, due_at: toMillis(until) });
        return toMail({ ...row, attempts });
      }),

    done: ({ id, revision }, now) =>
      database.run(async () => {
        if ((await mails().where({ id, revision }).delete()) > 0) return;
        await mails()
          .where({ id })
          .update({ attempts: 0, due_at: toMillis(now) });
      }),

    async postpone({ id }, until) {
      await mails()
        .where({ id })
        .update({ due_at: toMillis(until) });
    },

    async backlog() {
      const sql = 'SELECT count(*) AS waiting, min(created_at) AS oldest_at FROM mails';
      const [row] = await database.reader.all<{ waiting: number; oldest_at: number | null }>(
        sql,
        [],
      );
      return { waiting: Number(row?.waiting ?? 0), oldestAt: toDate(row?.oldest_at ?? null) };
    },

    async sealedRowsForUpdate() {
      const sealed = mails().whereNotNull('sealed_token').orderBy('id');
      const rows = await database.dialect.lockRows(sealed);
      return rows.map((row) => ({
        id: row.id,
        sealed: row.sealed_token ?? '',
        associatedData: sealedFor(row.member_id),
      }));
    },

    async replaceSealed(id, sealed) {
      await mails().where({ id }).update({ sealed_token: sealed });
    },

    // A mail without its invitation would be useless.
    discardSealed: (openable) => whereLost(mails(), 'sealed_token', openable).delete(),
  };
}

function toMail(row: MailRow): Mail {
  return {
    id: row.id,
    teamId: row.team_id,
    memberId: row.member_id,
    kind: row.kind,
    thread: row.thread,
    revision: row.revision,
    keyId: row.key_id,
    subject: row.subject,
    text: row.text,
    sealedToken: row.sealed_token,
    attempts: row.attempts,
    createdAt: toDate(row.created_at),
  };
}

function toRow(mail: Mail): MailRow {
  return {
    id: mail.id,
    team_id: mail.teamId,
    member_id: mail.memberId,
    kind: mail.kind,
    thread: mail.thread,
    revision: mail.revision,
    key_id: mail.keyId,
    subject: mail.subject,
    text: mail.text,
    sealed_token: mail.sealedToken,
    attempts: mail.attempts,
    created_at: toMillis(mail.createdAt),
    due_at: toMillis(mail.createdAt),
  };
}
