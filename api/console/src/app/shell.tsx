import { AppShell, Box, Burger, Button, Group, NavLink, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Fragment, useRef } from 'react';
import { useMay, useSession } from '../session/session-context';
import { Bell } from '../pages/notifications/bell';
import { SignedIn } from '../session/signed-in';
import { belongsTo } from './for-audience';
import { PAGES, SECTIONS } from './pages';
import { TeamSwitcher } from './team-switcher';
import { useFocusAfterNavigation } from './use-focus-after-navigation';
import { UserMenu } from './user-menu';

/** The frame around every page of a signed-in person. */
export function Shell() {
  return (
    <SignedIn>
      <Frame />
    </SignedIn>
  );
}

function Frame() {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const main = useRef<HTMLElement>(null);
  useFocusAfterNavigation(main);
  const session = useSession();
  const { kind } = session;
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={0}
    >
      {/* A link to #main would leave the page, because of <base>. */}
      <Button className="kp-skip" size="xs" onClick={() => main.current?.focus()}>
        Skip to the content
      </Button>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" miw={0}>
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? 'Close the navigation' : 'Open the navigation'}
            />
            <Text fw={700} visibleFrom="sm" w={180}>
              Keyplane
            </Text>
            {kind === 'team' ? <TeamSwitcher /> : <Text fw={500}>Operator</Text>}
          </Group>
          <Group gap="xs" wrap="nowrap">
            {kind === 'team' && <Bell />}
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label="Main">
        <Box p="sm" style={{ overflowY: 'auto' }}>
          <Navigation onNavigate={close} />
        </Box>
      </AppShell.Navbar>
      <AppShell.Main ref={main} tabIndex={-1} bg="var(--kp-canvas)">
        {/* What one member has entered or opened is gone before another member is shown. */}
        <Fragment key={session.kind === 'team' ? session.membership.member.id : kind}>
          <Outlet />
        </Fragment>
        <div id="overlays" />
      </AppShell.Main>
    </AppShell>
  );
}

function Navigation({ onNavigate }: { readonly onNavigate: () => void }) {
  const may = useMay();
  const session = useSession();
  const { pathname } = useLocation();
  const shown = PAGES.filter(
    ({ audience, permission }) =>
      belongsTo(audience, session) && (permission === undefined || may(permission)),
  );
  return (
    <Stack gap="lg">
      {SECTIONS.map((section) => {
        const entries = shown.filter(({ entry }) => entry?.section === section);
        return (
          entries.length > 0 && (
            <Stack gap={2} key={section}>
              <Text size="xs" fw={600} c="dimmed" px="sm" pb={4}>
                {section}
              </Text>
              {entries.map(({ path, entry }) => (
                <NavLink
                  key={path}
                  component={Link}
                  to={path}
                  label={entry?.label}
                  leftSection={entry && <entry.icon size={18} stroke={1.6} />}
                  active={pathname === path || pathname.startsWith(`${path}/`)}
                  onClick={onNavigate}
                />
              ))}
            </Stack>
          )
        );
      })}
    </Stack>
  );
}
