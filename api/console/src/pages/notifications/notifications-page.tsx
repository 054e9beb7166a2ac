import { Anchor, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { notifications as toasts } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf, messageOf } from '../../api/problem';
import { KeyLink } from '../../components/key-link';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { RowMenu } from '../../components/row-menu';
import { Time, useZoneName } from '../../components/time';
import { useTeamKey } from '../../session/session-context';
import {
  markAllRead,
  markNotification,
  useUnreadCount,
  type Notification,
} from './notification-api';
import { NotificationDialog } from './notification-dialog';
import { Subscriptions } from './subscriptions';

type Shown = 'all' | 'unread' | 'read';

const CHOICES = [
  { value: 'all', label: 'All' },
  { value: 'unread', label: 'Unread' },
  { value: 'read', label: 'Read' },
] as const;

/** What Keyplane has told the person (S5). */
export function NotificationsPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('notifications');
  const [shown, setShown] = useState<Shown>('all');
  const [opened, setOpened] = useState<Notification>();
  const [isMarking, setIsMarking] = useState(false);
  const unread = useUnreadCount() ?? '0';
  const list = usePagedList([...teamKey, { shown }], (page) =>
    answerOf(
      api.GET('/v1/notifications', {
        params: { query: { ...page, ...(shown !== 'all' && { status: shown }) } },
      }),
    ),
  );

  const change = async (marking: Promise<unknown>) => {
    try {
      await marking;
    } catch (error) {
      toasts.show({ color: 'red', title: 'Not marked', message: messageOf(error) });
    }
    await queryClient.invalidateQueries({ queryKey: teamKey });
  };
  const open = (notification: Notification) => {
    setOpened(notification);
    if (notification.read_at === null) void change(markNotification(notification.id, true));
  };
  const markAll = async () => {
    setIsMarking(true);
    await change(markAllRead());
    setIsMarking(false);
  };

  return (
    <Page
      title="All Notifications"
      description="Notifications are for you alone. Keyplane keeps each of them for 90 days."
      actions={
        unread !== '0' && (
          <Button variant="default" loading={isMarking} onClick={() => void markAll()}>
            Mark all as read
          </Button>
        )
      }
    >
      <Subscriptions />
      <Group mb="md">
        <SegmentedControl
          aria-label="Show"
          data={[...CHOICES]}
          value={shown}
          onChange={(value) => setShown(value as Shown)}
        />
      </Group>
      <ObjectList
        label="Notifications"
        columns={useColumns(open)}
        list={list}
        idOf={({ id }) => id}
        actions={({ id, subject, read_at }) => (
          <RowMenu
            of={subject}
            actions={[
              {
                label: read_at === null ? 'Mark as read' : 'Mark as unread',
                onClick: () => void change(markNotification(id, read_at === null)),
              },
            ]}
          />
        )}
        empty={
          shown === 'all' ? (
            <EmptyState title="No notifications yet">
              Keyplane tells you here when a key expires, and when your access changes.
            </EmptyState>
          ) : (
            <EmptyState title={`No ${shown} notifications`}>
              Choose “All” to see the others.
            </EmptyState>
          )
        }
      />
      {opened && <NotificationDialog notification={opened} onClose={() => setOpened(undefined)} />}
    </Page>
  );
}

const TOPICS: Readonly<Record<string, string>> = { account_alerts: 'Account alerts' };

function useColumns(onOpen: (notification: Notification) => void): readonly Column<Notification>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Notification',
      width: 'minmax(240px, 3fr)',
      cell: (notification) => (
        <Anchor
          component="button"
          type="button"
          inherit
          fw={notification.read_at === null ? 700 : 400}
          onClick={() => onOpen(notification)}
        >
          {notification.subject}
        </Anchor>
      ),
    },
    {
      header: 'Status',
      width: '70px',
      cell: ({ read_at }) => (
        <Text span inherit fw={read_at === null ? 600 : 400}>
          {read_at === null ? 'Unread' : 'Read'}
        </Text>
      ),
    },
    {
      header: 'Topic',
      width: '120px',
      cell: ({ topic }) => (topic === null ? 'Personal' : (TOPICS[topic] ?? topic)),
    },
    {
      header: 'Key',
      width: '80px',
      cell: ({ key_id }) => (key_id === null ? '-' : <KeyLink id={key_id}>Open key</KeyLink>),
    },
    {
      header: `Created At (${zone})`,
      width: '140px',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
  ];
}
