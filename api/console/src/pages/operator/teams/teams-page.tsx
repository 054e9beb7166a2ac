import { Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { usePagedList } from '../../../api/paged-list';
import { answerOf } from '../../../api/problem';
import { useListQuery } from '../../../components/list-query';
import { EmptyState, ObjectList, type Column } from '../../../components/object-list';
import { Page } from '../../../components/page';
import { RowMenu, type RowAction } from '../../../components/row-menu';
import { SearchField } from '../../../components/search-field';
import { TeamLink } from '../../../components/team-link';
import { Time, useZoneName } from '../../../components/time';
import { useTeamKey } from '../../../session/session-context';
import { FoundTeamDialog } from './found-team-dialog';
import type { Team } from './team-api';
import { TeamDialogs, type TeamTask } from './team-dialogs';
import { TeamState } from './team-state';

/** Every team of this Keyplane. */
export function TeamsPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('teams');
  const [isFounding, setIsFounding] = useState(false);
  const [task, setTask] = useState<TeamTask>();
  const { query, search, sort, isSearching } = useListQuery<'created_at' | '-created_at'>(
    '-created_at',
  );
  const list = usePagedList([...teamKey, query], (page) =>
    answerOf(api.GET('/v1/teams', { params: { query: { ...query, ...page } } })),
  );
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const actionsOf = (team: Team): readonly RowAction[] => [
    { label: 'Rename', onClick: () => setTask({ kind: 'rename', team }) },
    team.suspended_at === null
      ? { label: 'Suspend', isDanger: true, onClick: () => setTask({ kind: 'suspend', team }) }
      : { label: 'Resume', onClick: () => setTask({ kind: 'resume', team }) },
  ];
  return (
    <Page
      title="Teams"
      description="Every team of this Keyplane. You do not see the keys and members of a team."
      actions={<Button onClick={() => setIsFounding(true)}>Create team</Button>}
    >
      <Group mb="md">
        <SearchField label="Search by name or ID" onSearch={search} />
      </Group>
      <ObjectList
        label="Teams"
        columns={useColumns()}
        list={list}
        sort={sort}
        idOf={({ id }) => id}
        actions={(team) => <RowMenu of={team.name} actions={actionsOf(team)} />}
        empty={
          isSearching ? (
            <EmptyState title="No team matches">Change the search.</EmptyState>
          ) : (
            <EmptyState title="No teams yet">
              Create a team for the people who use this Keyplane.
            </EmptyState>
          )
        }
      />
      <FoundTeamDialog
        opened={isFounding}
        onClose={() => setIsFounding(false)}
        onCreated={refresh}
      />
      <TeamDialogs task={task} onClose={() => setTask(undefined)} onChanged={refresh} />
    </Page>
  );
}

function useColumns(): readonly Column<Team>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Name',
      width: 'minmax(160px, 2fr)',
      cell: ({ id, name }) => <TeamLink id={id}>{name}</TeamLink>,
    },
    { header: 'ID', width: 'minmax(240px, 2fr)', cell: ({ id }) => id, isId: true },
    { header: 'State', width: '120px', cell: (team) => <TeamState team={team} /> },
    {
      header: `Created at (${zone})`,
      width: '165px',
      sortKey: 'created_at',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
  ];
}
