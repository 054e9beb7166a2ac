import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import {
  notificationPageSchema,
  notificationParamsSchema,
  notificationQuerySchema,
  notificationSchema,
  notificationToWire,
  updateNotificationSchema,
} from './notification-schemas';
import type { NotificationService } from './notification-service';

const tag = 'Notifications';

export function createNotificationEndpoints(service: NotificationService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listNotifications',
      method: 'get',
      path: '/v1/notifications',
      tag,
      summary: 'List your notifications, newest first',
      description:
        'Lists the notifications of the member who sends the request. Keyplane keeps each ' +
        'for 90 days. A service account gets no notifications.',
      access: 'team',
      narrowed: 'refused',
      query: notificationQuerySchema,
      status: 200,
      response: notificationPageSchema,
      async handle({ caller, query }) {
        const filter = { read: query.status && query.status === 'read' };
        const asked = pageRequestOf('listNotifications', { caller, query });
        const page = await service.list(caller, filter, asked);
        return { body: pageToWire(page, asked, notificationToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getNotification',
      method: 'get',
      path: '/v1/notifications/{notification_id}',
      tag,
      summary: 'Get one of your notifications',
      access: 'team',
      narrowed: 'refused',
      params: notificationParamsSchema,
      status: 200,
      response: notificationSchema,
      async handle({ caller, params }) {
        return { body: notificationToWire(await service.find(caller, params.notification_id)) };
      },
    }),
    defineEndpoint({
      operationId: 'updateNotification',
      method: 'patch',
      path: '/v1/notifications/{notification_id}',
      tag,
      summary: 'Mark one of your notifications as read or unread',
      access: 'team',
      narrowed: 'refused',
      params: notificationParamsSchema,
      body: updateNotificationSchema,
      status: 200,
      response: notificationSchema,
      async handle({ caller, params, body }) {
        const notification = await service.mark(caller, params.notification_id, body.read);
        return { body: notificationToWire(notification) };
      },
    }),
  ];
}
