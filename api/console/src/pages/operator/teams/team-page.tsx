import { Button, Paper } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { DetailState } from '../../../components/detail-state';
import { FactList } from '../../../components/fact-list';
import { Page } from '../../../components/page';
import { Time } from '../../../components/time';
import { useTeamKey } from '../../../session/session-context';
import { teamApi, type Team } from './team-api';
import { TeamDialogs, type TeamTask } from './team-dialogs';
import { TeamWallets } from './team-wallets';
import { TeamState } from './team-state';

/** One team, as the operator sees it. */
export function TeamPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const team = useQuery({ queryKey: useTeamKey('teams', id), queryFn: () => teamApi.read(id) });
  if (team.data === undefined) return <DetailState noun="team" query={team} />;
  return <Details team={team.data} />;
}

function Details({ team }: { readonly team: Team }) {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('teams');
  const [task, setTask] = useState<TeamTask>();
  const isSuspended = team.suspended_at !== null;
  return (
    <Page
      title={team.name}
      parent={{ to: '/operator/teams', label: 'Teams' }}
      description={<span className="kp-mono">{team.id}</span>}
      actions={
        <>
          <Button variant="default" onClick={() => setTask({ kind: 'rename', team })}>
            Rename
          </Button>
          <Button
            variant="default"
            onClick={() => setTask({ kind: isSuspended ? 'resume' : 'suspend', team })}
          >
            {isSuspended ? 'Resume' : 'Suspend'}
          </Button>
        </>
      }
    >
      <Paper withBorder p="md">
        <FactList
          facts={[
            ['State', <TeamState team={team} />],
            ...(isSuspended
              ? [['Suspended since', <Time value={team.suspended_at} />] as const]
              : []),
            ['Created', <Time value={team.created_at} />],
            ['Maximum lifetime of new keys', team.max_key_lifetime ?? 'No limit'],
            ['New keys must expire', team.require_expiry ? 'Yes' : 'No'],
            ['Allowed secret deliveries', team.allowed_secret_deliveries?.join(', ') ?? 'All'],
          ]}
        />
      </Paper>
      <TeamWallets teamId={team.id} />
      <TeamDialogs
        task={task}
        onClose={() => setTask(undefined)}
        onChanged={() => void queryClient.invalidateQueries({ queryKey: teamKey })}
      />
    </Page>
  );
}
