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
import { IconUserCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { usePreferences } from '../preferences/preferences';
import { ZONE_CHOICES, type ZoneChoice } from '../preferences/zone';
import { useSession } from '../session/session-context';
import { SignOutButton } from '../session/sign-out-button';

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** Who is signed in and with which role, the preferences of this browser, and the sign-out. */
export function UserMenu() {
  const { name, more } = useIdentity();
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
          aria-label={`Account of ${name}`}
        >
          <IconUserCircle size={22} stroke={1.6} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Stack gap={2}>
            <Text size="sm" fw={600} truncate>
              {name}
            </Text>
            {more.map((line) => (
              <Text key={line} size="xs" c="dimmed" truncate>
                {line}
              </Text>
            ))}
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
          <SignOutButton />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function useIdentity(): { readonly name: string; readonly more: readonly string[] } {
  const session = useSession();
  if (session.kind === 'operator')
    return { name: session.whoami.name, more: ['Belongs to no team'] };
  const { name, email, role } = session.membership.member;
  return { name, more: [email, `Role: ${role}`] };
}
