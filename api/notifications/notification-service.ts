import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import type { TeamCaller } from '../domain/principal';
import type { Notification } from './notification';
import type { NotificationFilter, NotificationStore } from './notification-store';

/** Members see their own notifications. A service account has none. */
export interface NotificationService {
  list(
    caller: TeamCaller,
    filter: NotificationFilter,
    page: PageRequest,
  ): Promise<Page<Notification>>;
  find(caller: TeamCaller, id: string): Promise<Notification>;
  /** A notification that was read keeps the time at which it was read. */
  mark(caller: TeamCaller, id: string, read: boolean): Promise<Notification>;
}

export function createNotificationService(dependencies: {
  readonly store: NotificationStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}): NotificationService {
  const { store, unitOfWork, clock } = dependencies;

  async function existing({ principal }: TeamCaller, id: string): Promise<Notification> {
    const notification = await store.find(principal.id, id);
    if (notification === undefined) throw notFound('notification');
    return notification;
  }

  return {
    async list({ principal }, filter, page) {
      return pageFrom(await store.list(principal.id, filter, page), page.size);
    },

    find: existing,

    mark: (caller, id, read) =>
      unitOfWork.run(async () => {
        const notification = await existing(caller, id);
        if ((notification.readAt !== null) === read) return notification;
        await store.markRead(id, read ? clock.now() : null);
        return existing(caller, id);
      }),
  };
}
