import { daysBefore } from '../domain/instant';
import type { SliceParts } from '../http/slice';
import type { Outbox } from '../mail/outbox';
import { createKnexNotificationStore } from './notification-store';
import { createNotices } from './notices';
import { NOTIFICATION_DAYS } from './notification';
import { createNotificationEndpoints } from './notification-routes';
import { createNotificationService } from './notification-service';

export function composeNotifications(dependencies: SliceParts & { readonly outbox: Outbox }) {
  const { database, clock } = dependencies;
  const store = createKnexNotificationStore(database);
  const shared = { ...dependencies, store, unitOfWork: database };
  return {
    endpoints: createNotificationEndpoints(createNotificationService(shared)),
    purge: [() => store.purge(daysBefore(clock.now(), NOTIFICATION_DAYS))],
    notices: createNotices(shared),
    /** Finds the members who have been told of an occasion. */
    told: store,
  };
}
