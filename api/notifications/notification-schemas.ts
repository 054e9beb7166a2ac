import { id, instant, pageOf, pageQuery, z } from '../http/wire';
import type { Notification } from './notification';

export const notificationParamsSchema = z.strictObject({
  notification_id: id('notification'),
});

export const notificationQuerySchema = pageQuery(id('notification')).extend({
  status: z
    .enum(['read', 'unread'])
    .optional()
    .openapi({ description: 'Only read or only unread notifications. If absent, all of them.' }),
});

export const updateNotificationSchema = z
  .strictObject({ read: z.boolean() })
  .openapi('UpdateNotificationRequest', { example: { read: true } });

export const notificationSchema = z
  .strictObject({
    id: id('notification'),
    topic: z
      .string()
      .nullable()
      .openapi({
        description:
          'Topic of the subscription that caused the notification. `null`: the notification ' +
          'concerns you personally.',
      }),
    subject: z.string(),
    text: z.string(),
    key_id: z
      .string()
      .nullable()
      .openapi({ description: 'ID of the key that the notification is about.' }),
    created_at: instant,
    read_at: instant.nullable().openapi({
      description: 'When the notification was marked as read. `null` while it is unread.',
    }),
  })
  .openapi('Notification');

export const notificationPageSchema = pageOf(notificationSchema).openapi('NotificationPage');

export function notificationToWire(notification: Notification): z.input<typeof notificationSchema> {
  const { id, topic, subject, text, keyId, createdAt, readAt } = notification;
  return {
    id,
    topic,
    subject,
    text,
    key_id: keyId,
    created_at: createdAt.toISOString(),
    read_at: readAt?.toISOString() ?? null,
  };
}
