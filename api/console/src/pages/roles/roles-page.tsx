import { Anchor, Button, Group, Tabs } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { declareRole } from '../../as-code/declare-access';
import { useListQuery } from '../../components/list-query';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { SearchField } from '../../components/search-field';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import { PermissionMatrix } from './permission-matrix';
import type { Role } from './role-api';
import { CreateRoleDialog } from './role-dialogs';

type Sort = 'name' | '-name' | 'created_at' | '-created_at';

/** The roles of service accounts, and what the team roles of members allow (S4). */
export function RolesPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('roles');
  const may = useMay();
  const [isCreating, setIsCreating] = useState(false);
  return (
    <Page
      title="Roles"
      description="A role is a named set of permissions for service accounts. Members have one of the team roles owner, admin and user instead."
      actions={
        may('roles.create') && <Button onClick={() => setIsCreating(true)}>Create role</Button>
      }
    >
      <Tabs defaultValue="roles" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="roles">Roles of service accounts</Tabs.Tab>
          <Tabs.Tab value="team">Team roles</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="roles">
          <RoleList />
        </Tabs.Panel>
        <Tabs.Panel value="team">
          <PermissionMatrix />
        </Tabs.Panel>
      </Tabs>
      <CreateRoleDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={() => void queryClient.invalidateQueries({ queryKey: teamKey })}
      />
    </Page>
  );
}

function RoleList() {
  const teamKey = useTeamKey('roles');
  const columns = useColumns();
  const { query, search, sort, isSearching } = useListQuery<Sort>('name');
  const list = usePagedList([...teamKey, query], (page) =>
    answerOf(api.GET('/v1/roles', { params: { query: { ...page, ...query } } })),
  );
  return (
    <>
      <Group mb="md">
        <SearchField label="Search by name or ID" onSearch={search} />
      </Group>
      <ObjectList
        label="Roles"
        columns={columns}
        list={list}
        sort={sort}
        idOf={({ id }) => id}
        declare={declareRole}
        empty={
          isSearching ? (
            <EmptyState title="No role matches">Change the search.</EmptyState>
          ) : (
            <EmptyState title="No roles yet">
              A role grants permissions to service accounts, for example to read reports.
            </EmptyState>
          )
        }
      />
    </>
  );
}

function useColumns(): readonly Column<Role>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Name',
      width: 'minmax(160px, 1.2fr)',
      sortKey: 'name',
      cell: ({ id, name }) => (
        <Anchor component={Link} to={`/roles/${id}`} size="sm">
          {name}
        </Anchor>
      ),
    },
    {
      header: 'Permissions',
      width: 'minmax(180px, 2fr)',
      cell: ({ permissions }) =>
        permissions.length === 0 ? '-' : `${permissions.length}: ${permissions.join(', ')}`,
    },
    {
      header: 'Service accounts',
      width: '150px',
      cell: ({ service_account_count }) => service_account_count,
    },
    {
      header: `Created at (${zone})`,
      width: '170px',
      sortKey: 'created_at',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
  ];
}
