import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { pageOf } from '../database/page-of';
import type { PageRequest } from '../domain/page';
import type { Notification } from './notification';

export interface NotificationFilter {
  /** If absent, read and unread ones. */
  readonly read?: boolean | undefined;
}

export interface NotificationStore {
  /** @returns whether it is new. If several replicas tell a member of one occasion, only the first gets `true`. */
  insertOnce(notification: Notification): Promise<boolean>;
  /** Which of the members have been told of the occasion. */
  toldOf(occasion: string, memberIds: readonly string[]): Promise<ReadonlySet<string>>;
  find(memberId: string, id: string): Promise<Notification | undefined>;
  /** Newest first, with one extra row that shows whether another page follows. */
  list(
    memberId: string,
    filter: NotificationFilter,
    page: PageRequest,
  ): Promise<readonly Notification[]>;
  markRead(id: string, readAt: Date | null): Promise<void>;
  purge(before: Date): Promise<void>;
}

interface NotificationRow {
  id: string;
  team_id: string;
  member_id: string;
  topic: string | null;
  subject: string;
  text: string;
  key_id: string | null;
  occasion: string | null;
  created_at: number;
  read_at: number | null;
}

export function createKnexNotificationStore(database: Database): NotificationStore {
  const notifications = () => database.knex<NotificationRow>('notifications');

  return {
    async insertOnce(notification) {
      const inserted = await notifications()
        .insert(toRow(notification))
        .onConflict(['member_id', 'occasion'])
        .ignore()
        .returning('id');
      return inserted.length > 0;
    },

    async toldOf(occasion, memberIds) {
      const rows = await notifications()
        .where({ occasion })
        .whereIn('member_id', [...memberIds])
        .select('member_id');
      return new Set(rows.map((row) => row.member_id));
    },

    async find(memberId, id) {
      const [row] = await notifications().where({ member_id: memberId, id });
      return row && toNotification(row);
    },

    async list(memberId, { read }, page) {
      const query = notifications().where({ member_id: memberId });
      if (read === true) void query.whereNotNull('read_at');
      if (read === false) void query.whereNull('read_at');
      return (await pageOf(query, page)).map(toNotification);
    },

    async markRead(id, readAt) {
      await notifications()
        .where({ id })
        .update({ read_at: toMillis(readAt) });
    },

    async purge(before) {
      await notifications().where('created_at', '<', toMillis(before)).delete();
    },
  };
}

function toNotification(row: NotificationRow): Notification {
  return {
    id: row.id,
    teamId: row.team_id,
    memberId: row.member_id,
    topic: row.topic,
    subject: row.subject,
    text: row.text,
    keyId: row.key_id,
    occasion: row.occasion,
    createdAt: toDate(row.created_at),
    readAt: toDate(row.read_at),
  };
}

function toRow(notification: Notification): NotificationRow {
  return {
    id: notification.id,
    team_id: notification.teamId,
    member_id: notification.memberId,
    topic: notification.topic,
    subject: notification.subject,
    text: notification.text,
    key_id: notification.keyId,
    occasion: notification.occasion,
    created_at: toMillis(notification.createdAt),
    read_at: toMillis(notification.readAt),
  };
}
