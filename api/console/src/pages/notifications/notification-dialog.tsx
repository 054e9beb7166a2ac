import { Anchor, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Dialog } from '../../components/dialog';
import { KeyLink } from '../../components/key-link';
import { Time } from '../../components/time';
import { familyOf } from '../key-detail/key-family';
import { ReplaceLink } from '../service-api-keys/replace-link';
import type { Notification } from './notification-api';

interface NotificationDialogProps {
  readonly notification: Notification;
  readonly onClose: () => void;
}

/** The text of a notification, and the ways to the key that it is about. */
export function NotificationDialog({ notification, onClose }: NotificationDialogProps) {
  const { subject, text, key_id: keyId, created_at } = notification;
  const list = keyId === null ? undefined : familyOf(keyId)?.list;
  return (
    <Dialog opened onClose={onClose} title={subject}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          <Time value={created_at} />
        </Text>
        <Text className="kp-lines">{text}</Text>
        {keyId !== null && list && (
          <Group gap="lg">
            <KeyLink id={keyId}>Open the key</KeyLink>
            {keyId.startsWith('sak_') ? (
              <ReplaceLink keyId={keyId}>Create a replacement</ReplaceLink>
            ) : (
              <Anchor component={Link} to={list.to} inherit>
                Create a replacement in {list.label}
              </Anchor>
            )}
          </Group>
        )}
      </Stack>
    </Dialog>
  );
}
