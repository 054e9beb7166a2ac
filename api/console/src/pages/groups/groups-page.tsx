import { Button, Group as Row } from '@mantine/core';
import { IconCode, IconPencil, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { useMemberName } from '../../api/lookups';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { AsCodeDialog } from '../../as-code/as-code-dialog';
import { declareGroup } from '../../as-code/declare-access';
import { useListQuery } from '../../components/list-query';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { RowIcons } from '../../components/row-icons';
import { SearchField } from '../../components/search-field';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import { ACCOUNT_ALERTS, type Group } from './group-api';
import { NobodyIsTold } from './nobody-is-told';
import { CreateGroupDialog, DeleteGroupDialog, EditGroupDialog } from './group-dialogs';

type Sort = 'name' | '-name' | 'created_at' | '-created_at';
interface Task {
  readonly kind: 'edit' | 'delete' | 'code';
  readonly group: Group;
}

/** Groups of members, and whether they get account alerts (S5). */
export function GroupsPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('groups');
  const may = useMay();
  const memberName = useMemberName();
  const columns = useColumns(memberName);
  const declare = (group: Group) => declareGroup(group, memberName);
  const { query, search, sort, isSearching } = useListQuery<Sort>('name');
  const [isCreating, setIsCreating] = useState(false);
  const [task, setTask] = useState<Task>();
  const list = usePagedList([...teamKey, query], (page) =>
    answerOf(api.GET('/v1/groups', { params: { query: { ...page, ...query } } })),
  );
  const dialog = {
    onClose: () => setTask(undefined),
    onDone: () => void queryClient.invalidateQueries({ queryKey: teamKey }),
  };
  const actionsOf = (group: Group) => [
    { label: 'As code', icon: IconCode, onClick: () => setTask({ kind: 'code', group }) },
    ...(may('groups.update')
      ? [{ label: 'Edit', icon: IconPencil, onClick: () => setTask({ kind: 'edit', group }) }]
      : []),
    ...(may('groups.delete')
      ? [
          {
            label: 'Delete',
            icon: IconTrash,
            isDanger: true,
            onClick: () => setTask({ kind: 'delete', group }),
          },
        ]
      : []),
  ];
  return (
    <Page
      title="Groups"
      description="Groups of members. If a group subscribes to account alerts, its members are told before keys expire."
      actions={
        may('groups.create') && <Button onClick={() => setIsCreating(true)}>Create group</Button>
      }
    >
      <NobodyIsTold />
      <Row mb="md">
        <SearchField label="Search by name or ID" onSearch={search} />
      </Row>
      <ObjectList
        label="Groups"
        columns={columns}
        list={list}
        sort={sort}
        idOf={({ id }) => id}
        declare={declare}
        actions={(group) => <RowIcons of={group.name} actions={actionsOf(group)} />}
        actionsWidth="110px"
        empty={
          isSearching ? (
            <EmptyState title="No group matches">Change the search.</EmptyState>
          ) : (
            <EmptyState title="No groups yet">
              Nobody in this team gets account alerts. Members get them if they are in a group that
              is subscribed.
            </EmptyState>
          )
        }
      />
      <CreateGroupDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={dialog.onDone}
      />
      {task?.kind === 'code' && (
        <AsCodeDialog declaration={declare(task.group)} onClose={dialog.onClose} />
      )}
      {task?.kind === 'edit' && <EditGroupDialog group={task.group} {...dialog} />}
      {task?.kind === 'delete' && <DeleteGroupDialog group={task.group} {...dialog} />}
    </Page>
  );
}

function useColumns(memberName: (id: string) => string | undefined): readonly Column<Group>[] {
  const zone = useZoneName();
  return [
    { header: 'Name', width: 'minmax(160px, 1.2fr)', sortKey: 'name', cell: ({ name }) => name },
    {
      header: 'Members',
      width: 'minmax(180px, 2fr)',
      cell: ({ member_ids: ids }) =>
        ids.length === 0
          ? '-'
          : `${ids.length}: ${ids.map((id) => memberName(id) ?? id).join(', ')}`,
    },
    {
      header: 'Account alerts',
      width: '140px',
      cell: ({ topics }) => (topics.includes(ACCOUNT_ALERTS) ? 'Subscribed' : 'Not subscribed'),
    },
    {
      header: `Created at (${zone})`,
      width: '170px',
      sortKey: 'created_at',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
  ];
}
