import type { PageRequest } from '../domain/page';
import type { Notification } from './notification';

export interface NotificationFilter {
  /** Absent: read and unread. */
  readonly read?: boolean | undefined;
}

export interface NotificationStore {
  /** @returns whether it is new: of several who tell a member of one occasion, the first does. */
  insertOnce(notification: Notification): Promise<boolean>;
  /** Which of the members have been told of the occasion. */
  toldOf(occasion: string, memberIds: readonly string[]): Promise<ReadonlySet<string>>;
  find(memberId: string, id: string): Promise<Notification | undefined>;
  /** Newest first, and one row more than asked for. */
  list(
    memberId: string,
    filter: NotificationFilter,
    page: PageRequest,
  ): Promise<readonly Notification[]>;
  markRead(id: string, readAt: Date | null): Promise<void>;
  purge(before: Date): Promise<void>;
}
