import { Button, Group, NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { api } from '../../api/client';
import { useServiceAccounts } from '../../api/lookups';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import type { Ending } from '../../components/end-dialog';
import { KeyLink } from '../../components/key-link';
import { KeyStateBadge, type KeyState } from '../../components/key-state';
import { useListQuery } from '../../components/list-query';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { RowMenu, type RowAction } from '../../components/row-menu';
import { SearchField } from '../../components/search-field';
import { ServiceUserLink } from '../../components/service-user-link';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import { useDeclarationOf } from '../key-detail/declaration-of';
import { EndKeyDialog } from '../key-detail/end-key-dialog';
import { SERVICE_ACCOUNT_KEYS } from '../key-detail/key-family';
import { CreateServiceApiKeyDialog } from './create-service-api-key-dialog';
import type { ServiceAccountKey } from './service-account-keys';
import { useReplacement } from './replacement';

const STATES: readonly { readonly value: KeyState | ''; readonly label: string }[] = [
  { value: '', label: 'All states' },
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
  { value: 'expired', label: 'Expired' },
];

type Sort =
  | 'name'
  | '-name'
  | 'expires_at'
  | '-expires_at'
  | 'last_used_at'
  | '-last_used_at'
  | 'created_at'
  | '-created_at';
type Task = { readonly ending: Ending; readonly key: ServiceAccountKey };

/** The keys of all service users (S5). */
export function ServiceApiKeysPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('service-account-keys');
  const may = useMay();
  const columns = useColumns();
  const [state, setState] = useState<KeyState | ''>('');
  const { query, search, sort, isSearching } = useListQuery<Sort>('-created_at');
  const [isCreating, setIsCreating] = useState(false);
  const [task, setTask] = useState<Task>();
  const declare = useDeclarationOf();
  const filters = { ...query, ...(state !== '' && { state }) };
  const list = usePagedList([...teamKey, filters], (page) =>
    answerOf(api.GET('/v1/service-account-keys', { params: { query: { ...page, ...filters } } })),
  );
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const replacement = useReplacement();

  const isChanging = may('service_account_keys.update') || may('service_account_keys.revoke');
  const actionsOf = (key: ServiceAccountKey): readonly RowAction[] => {
    const refusal = key.state === 'expired' ? EXPIRED : null;
    const toggle =
      key.state === 'disabled'
        ? { label: 'Enable', onClick: () => setTask({ ending: 'enable', key }) }
        : { label: 'Disable', refusal, onClick: () => setTask({ ending: 'disable', key }) };
    return [
      ...(may('service_account_keys.update') ? [toggle] : []),
      ...(may('service_account_keys.revoke')
        ? [
            {
              label: 'Delete',
              isDanger: true,
              onClick: () => setTask({ ending: 'end', key }),
            },
          ]
        : []),
    ];
  };

  return (
    <Page
      title="Service API keys"
      description="Keys of service users. A service user can have up to 10 keys that have not expired."
      actions={
        may('service_account_keys.create') && (
          <Button onClick={() => setIsCreating(true)}>Create</Button>
        )
      }
    >
      <Group mb="md">
        <SearchField label="Search by name or ID" onSearch={search} />
        <NativeSelect
          aria-label="State"
          data={[...STATES]}
          value={state}
          onChange={({ currentTarget }) => setState(currentTarget.value as KeyState | '')}
        />
      </Group>
      <ObjectList
        label="Service API keys"
        columns={columns}
        list={list}
        sort={sort}
        idOf={({ id }) => id}
        declare={declare}
        {...(isChanging && {
          actions: (key: ServiceAccountKey) => <RowMenu of={key.name} actions={actionsOf(key)} />,
        })}
        empty={
          isSearching || state !== '' ? (
            <EmptyState title="No key matches">Change the search or the state.</EmptyState>
          ) : (
            <EmptyState title="No service API keys yet">
              A service API key lets an application call Keyplane or your services as a service
              user. It does not depend on a person.
            </EmptyState>
          )
        }
      />
      <CreateServiceApiKeyDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={refresh}
      />
      {replacement.replaced && may('service_account_keys.create') && (
        <CreateServiceApiKeyDialog
          opened
          replaced={replacement.replaced}
          onClose={replacement.end}
          onCreated={refresh}
        />
      )}
      {task && (
        <EndKeyDialog
          keyShown={task.key}
          family={SERVICE_ACCOUNT_KEYS}
          ending={task.ending}
          deletion={{
            title: 'Delete service API key',
            caution: `After you delete “${task.key.name}”, any system that uses it loses its access. You cannot undo that. To test first, disable the key: you can enable it again.`,
            confirm: 'Delete',
          }}
          onClose={() => setTask(undefined)}
          onDone={refresh}
        />
      )}
    </Page>
  );
}

const EXPIRED = 'The key has expired, so it can no longer be enabled or disabled.';

function useColumns(): readonly Column<ServiceAccountKey>[] {
  const zone = useZoneName();
  const accounts = useServiceAccounts().data;
  const users = useMemo(() => new Map(accounts?.map((user) => [user.id, user])), [accounts]);
  return [
    {
      header: 'Name',
      width: 'minmax(160px, 2fr)',
      sortKey: 'name',
      cell: ({ id, name }) => <KeyLink id={id}>{name}</KeyLink>,
    },
    {
      header: 'Service user',
      width: 'minmax(140px, 1.5fr)',
      cell: ({ service_account_id: id }) => (
        <ServiceUserLink
          id={id}
          name={users.get(id)?.name}
          isDisabled={users.get(id)?.enabled === false}
        />
      ),
    },
    { header: 'State', width: '110px', cell: ({ state }) => <KeyStateBadge state={state} /> },
    {
      header: `Expires at (${zone})`,
      width: '170px',
      sortKey: 'expires_at',
      cell: ({ expires_at }) => (expires_at === 'never' ? 'Never' : <Time value={expires_at} />),
    },
    {
      header: `Last used (${zone})`,
      width: '150px',
      sortKey: 'last_used_at',
      cell: ({ last_used_at }) => <Time value={last_used_at} />,
    },
  ];
}
