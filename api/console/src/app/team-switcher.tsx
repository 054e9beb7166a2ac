import { Button, Menu, Text } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTeamSession } from '../session/session-context';

/** Names the team. If the session reaches other teams, it offers them. */
export function TeamSwitcher() {
  const { view, membership, switchTeam } = useTeamSession();
  const { team } = membership;
  if (view.memberships.length === 1) {
    return (
      <Text fw={500} truncate>
        {team.name}
      </Text>
    );
  }
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--mantine-color-text)"
          rightSection={<IconChevronDown size={14} />}
          aria-label={`Team ${team.name}. Switch team`}
        >
          {team.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={team.id} onChange={switchTeam}>
          {view.memberships.map((other) => (
            <Menu.RadioItem key={other.team.id} value={other.team.id}>
              {other.team.name}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
