import {
  ActionIcon,
  Button,
  Divider,
  NativeSelect,
  Popover,
  SegmentedControl,
  Stack,
  Text,
  useMantineColorScheme,
  type MantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { messageOf } from '../api/problem';
import { usePreferences } from '../preferences/preferences';
import { ZONE_CHOICES, type ZoneChoice } from '../preferences/zone';
import { sessionApi } from '../session/session-api';
import { useTeamSession } from '../session/session-context';

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** Who is signed in and with which role, the preferences of this browser, and the sign-out. */
export function UserMenu() {
  const { member } = useTeamSession().membership;
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { zone, setZone } = usePreferences();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  return (
    <Popover opened={isOpen} onDismiss={close} position="bottom-end" width={260} trapFocus>
      <Popover.Target>
        <ActionIcon
          onClick={toggle}
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={`Account of ${member.name}`}
        >
          <IconUserCircle size={22} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Stack gap={2}>
            <Text size="sm" fw={600} truncate>
              {member.name}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {member.email}
            </Text>
            <Text size="xs" c="dimmed">
              Role: {member.role}
            </Text>
          </Stack>
          <Divider />
          <SegmentedControl
            size="xs"
            aria-label="Theme"
            data={SCHEMES}
            value={colorScheme}
            onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
          />
          <NativeSelect
            size="xs"
            label="Times are shown in"
            data={[...ZONE_CHOICES]}
            value={zone}
            onChange={({ currentTarget }) => setZone(currentTarget.value as ZoneChoice)}
          />
          <Divider />
          <Button component={Link} to="/account" variant="default" onClick={close}>
            Sign-in and sessions
          </Button>
          <Button variant="default" onClick={() => void signOut()}>
            Sign out
          </Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Loads the page anew, so that everything the person has seen leaves the memory. */
async function signOut(): Promise<void> {
  try {
    await sessionApi.signOut();
  } catch (error) {
    notifications.show({
      color: 'red',
      title: 'You are still signed in',
      message: messageOf(error),
    });
    return;
  }
  location.assign(new URL('sign-in', document.baseURI));
}
