import { Button, Indicator, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { Dialog } from '../components/dialog';
import { UnclaimedTeams } from '../session/unclaimed-teams';
import { useTeamSession } from '../session/session-context';

/** Names the team. If the session reaches other teams, or could, it offers them. */
export function TeamSwitcher() {
  const { view, membership, switchTeam } = useTeamSession();
  const [isChoosing, { open, close }] = useDisclosure(false);
  const { team } = membership;
  const { memberships, unclaimed } = view;
  if (memberships.length === 1 && unclaimed.length === 0) {
    return (
      <Text fw={500} truncate>
        {team.name}
      </Text>
    );
  }
  const invitations = unclaimed.length === 1 ? '1 invitation' : `${unclaimed.length} invitations`;
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            c="var(--mantine-color-text)"
            rightSection={
              <Indicator disabled={unclaimed.length === 0} size={8}>
                <IconChevronDown size={14} />
              </Indicator>
            }
            aria-label={
              unclaimed.length === 0
                ? `Team ${team.name}. Switch team`
                : `Team ${team.name}. Switch team, or join one: ${invitations}`
            }
          >
            {team.name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.RadioGroup value={team.id} onChange={switchTeam}>
            {memberships.map((other) => (
              <Menu.RadioItem key={other.team.id} value={other.team.id}>
                {other.team.name}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          {unclaimed.length > 0 && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={open}>Join another team: {invitations}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Dialog opened={isChoosing} onClose={close} title="Join another team">
        <UnclaimedTeams
          unclaimed={unclaimed}
          onClaimed={(teamId) => {
            close();
            switchTeam(teamId);
          }}
        />
      </Dialog>
    </>
  );
}
