import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../api/problem';
import { SESSION_KEY } from '../api/session-key';
import { ProblemAlert } from '../components/problem-alert';
import { sessionApi, type UnclaimedMembership } from './session-api';

interface UnclaimedTeamsProps {
  readonly unclaimed: readonly UnclaimedMembership[];
  /** The person is a member of this team now. */
  readonly onClaimed: (teamId: string) => void;
}

/** Teams with a member who has the address of the person. The person says which ones they belong to. */
export function UnclaimedTeams({ unclaimed, onClaimed }: UnclaimedTeamsProps) {
  return (
    <Stack gap="md">
      <Text size="sm">
        Anybody who has a team here can invite any email address. Join only teams that you know, and
        leave the others as they are.
      </Text>
      {unclaimed.map((membership) => (
        <UnclaimedTeam
          key={membership.member.id}
          membership={membership}
          onClaimed={() => onClaimed(membership.team.id)}
        />
      ))}
    </Stack>
  );
}

interface UnclaimedTeamProps {
  readonly membership: UnclaimedMembership;
  readonly onClaimed: () => void;
}

function UnclaimedTeam({ membership, onClaimed }: UnclaimedTeamProps) {
  const { team, member, status } = membership;
  const queryClient = useQueryClient();
  const claim = useMutation({
    mutationFn: () =>
      sessionApi.claimMembership(member.id).catch((error: unknown) => {
        throw error instanceof ApiProblem && error.code === 'not_found' ? HAS_ENDED : error;
      }),
    onSuccess: (view) => {
      queryClient.setQueryData(SESSION_KEY, view);
      onClaimed();
    },
  });
  return (
    <Paper withBorder p="md" component="article" aria-label={team.name}>
      <Stack gap="sm">
        <Group justify="space-between" gap="sm">
          <Stack gap={2}>
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {team.name}
            </Text>
            <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {reasonOf(membership)}
            </Text>
          </Stack>
          <Button
            variant="default"
            loading={claim.isPending}
            onClick={() => claim.mutate()}
            aria-label={`${status === 'invited' ? 'Join' : 'This is me in'} ${team.name}`}
          >
            {status === 'invited' ? 'Join' : 'This is me'}
          </Button>
        </Group>
        {claim.error !== null && <ProblemAlert error={claim.error} />}
      </Stack>
    </Paper>
  );
}

const HAS_ENDED = new ApiProblem(
  'This invitation has ended meanwhile. Ask an owner or admin of the team for a new one.',
  'not_found',
  404,
);

function reasonOf({ invited_by: by, member, status }: UnclaimedMembership): string {
  if (status === 'active') {
    return `“${member.name}” is a member with your email address and the role ${member.role}. Nobody has proved yet that it is you.`;
  }
  return by === null
    ? `You are invited with the role ${member.role}.`
    : `${by.name} has invited you with the role ${member.role}.`;
}
