import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { Outbox } from '../mail/outbox';
import type { NotificationStore } from './notification-store';

export interface Notice {
  readonly teamId: string;
  readonly memberId: string;
  /** One line. */
  readonly subject: string;
  readonly text: string;
  readonly keyId?: string | undefined;
}

/** Tells a member something in Keyplane and, if mail is configured, by mail. */
export interface Notices {
  /** Joins the unit of work, so nothing is told that is not committed. */
  send(notice: Notice): Promise<void>;
}

export function createNotices(dependencies: {
  readonly store: Pick<NotificationStore, 'insertOnce'>;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly ids: Ids;
}): Notices {
  const { store, outbox, clock, ids } = dependencies;
  return {
    async send({ teamId, memberId, subject, text, keyId }) {
      const id = ids.next('notification');
      await store.insertOnce({
        id,
        teamId,
        memberId,
        subject,
        text,
        keyId: keyId ?? null,
        topic: null,
        occasion: null,
        createdAt: clock.now(),
        readAt: null,
      });
      await outbox.post({ teamId, memberId, kind: 'notice', thread: id, subject, text });
    },
  };
}
