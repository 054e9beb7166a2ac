import { ActionIcon, Indicator } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useUnreadCount } from './notification-api';

/** Leads to the notifications, and says how many are unread. */
export function Bell() {
  const count = useUnreadCount() ?? '0';
  return (
    <Indicator label={count} disabled={count === '0'} size={16} offset={5} color="red.9">
      <ActionIcon
        component={Link}
        to="/notifications"
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={count === '0' ? 'Notifications' : `Notifications, ${count} unread`}
      >
        <IconBell size={22} stroke={1.6} />
      </ActionIcon>
    </Indicator>
  );
}
