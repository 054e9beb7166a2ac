import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { useTeamKey } from '../../session/session-context';

export type Notification = Schemas['Notification'];

const MOST_COUNTED = 99;
const EVERY_MILLIS = 60_000;

/** How many notifications are unread: `3`, or `99+` if there are more than the API is asked for. */
export function useUnreadCount(): string | undefined {
  const unread = useQuery({
    queryKey: useTeamKey('notifications', 'unread-count'),
    queryFn: async () => {
      const query = { status: 'unread', page_size: MOST_COUNTED } as const;
      const page = await answerOf(api.GET('/v1/notifications', { params: { query } }));
      return page.next_page_token === null ? String(page.items.length) : `${MOST_COUNTED}+`;
    },
    refetchInterval: EVERY_MILLIS,
  });
  return unread.data;
}

export const markNotification = (id: string, read: boolean) =>
  answerOf(
    api.PATCH('/v1/notifications/{notification_id}', {
      params: { path: { notification_id: id } },
      body: { read },
    }),
  );

/** One after the other, so that a member with many notifications does not reach the rate limit. */
export async function markAllRead(): Promise<void> {
  for (;;) {
    const query = { status: 'unread', page_size: 100 } as const;
    const { items } = await answerOf(api.GET('/v1/notifications', { params: { query } }));
    if (items.length === 0) return;
    for (const { id } of items) await markNotification(id, true);
  }
}
