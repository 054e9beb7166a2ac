import { Button, Group, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { useServiceKeys } from '../../api/lookups';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { KeyLink } from '../../components/key-link';
import { KeyStateBadge } from '../../components/key-state';
import { useListQuery } from '../../components/list-query';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { RowMenu, type RowAction } from '../../components/row-menu';
import { SearchField } from '../../components/search-field';
import { Time, useZoneName } from '../../components/time';
import { unusedFor, UnusedFilter } from '../../components/unused-filter';
import { useMay, useTeamKey, useTeamSession } from '../../session/session-context';
import { useDeclarationOf } from '../key-detail/declaration-of';
import { EndKeyDialog } from '../key-detail/end-key-dialog';
import { nameOf, TOKENS } from '../key-detail/key-family';
import { RenameApiKeyDialog } from '../key-detail/rename-api-key-dialog';
import { CreateApiKeyDialog } from './create-api-key-dialog';
import { NoService } from './no-service';

type Token = Schemas['ServiceKeyToken'];
type Sort = 'name' | '-name' | 'created_at' | '-created_at' | 'last_used_at' | '-last_used_at';

/** One list of all tokens of the team's service keys that the person may see (S2). */
export function ApiKeysPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('service-key-tokens');
  const may = useMay();
  const { member } = useTeamSession().membership;
  const columns = useColumns();
  const declare = useDeclarationOf();
  const serviceKeys = useServiceKeys();
  const [unusedDays, setUnusedDays] = useState<number | null>(null);
  const [isCreating, setIsCreating] = useState(false);
  const [renamed, setRenamed] = useState<Token>();
  const [deleted, setDeleted] = useState<Token>();
  const { query, search, sort, isSearching } = useListQuery<Sort>('-created_at');
  const filters = { ...query, ...unusedFor(unusedDays) };
  const list = usePagedList([...teamKey, filters], (page) =>
    answerOf(api.GET('/v1/service-key-tokens', { params: { query: { ...page, ...filters } } })),
  );
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });

  const usable = (serviceKeys.data ?? []).filter(
    ({ member_ids }) => may('service_key_tokens.manage') || member_ids.includes(member.id),
  );
  const hasService = usable.some(({ services }) => services.length > 0);
  const isFiltered = isSearching || unusedDays !== null;
  if (serviceKeys.data !== undefined && !hasService && list.items.length === 0 && !isFiltered) {
    return <NoService isAssigned={usable.length > 0} />;
  }

  const isChanging = may('service_key_tokens.update') || may('service_key_tokens.revoke');
  const actionsOf = (token: Token): readonly RowAction[] => [
    ...(may('service_key_tokens.update')
      ? [{ label: 'Edit Name', onClick: () => setRenamed(token) }]
      : []),
    ...(may('service_key_tokens.revoke')
      ? [{ label: 'Delete', isDanger: true, onClick: () => setDeleted(token) }]
      : []),
  ];

  return (
    <Page
      title="API keys"
      description="Credentials with which applications and people call the services of your team."
      actions={
        hasService &&
        may('service_key_tokens.create') && (
          <Button onClick={() => setIsCreating(true)}>Create API Key</Button>
        )
      }
    >
      <Group mb="md">
        <SearchField label="Search by name or ID" onSearch={search} />
        <UnusedFilter days={unusedDays} onChange={setUnusedDays} />
      </Group>
      <ObjectList
        label="API keys"
        columns={columns}
        list={list}
        sort={sort}
        idOf={({ id }) => id}
        declare={declare}
        {...(isChanging && {
          actions: (token: Token) => <RowMenu of={nameOf(token)} actions={actionsOf(token)} />,
        })}
        empty={<NoApiKeys isSearching={isSearching} unusedDays={unusedDays} />}
      />
      <CreateApiKeyDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={refresh}
        serviceKeys={usable}
      />
      {renamed && (
        <RenameApiKeyDialog
          id={renamed.id}
          onSaved={refresh}
          onClose={() => setRenamed(undefined)}
        />
      )}
      {deleted && (
        <EndKeyDialog
          keyShown={deleted}
          family={TOKENS}
          ending="end"
          deletion={{
            title: 'Delete API key',
            caution: `After you delete “${nameOf(deleted)}”, applications and scripts that use it can no longer call AI services. Make sure that nothing uses it before you delete it.`,
            confirm: 'Delete',
            noun: 'API key',
          }}
          onClose={() => setDeleted(undefined)}
          onDone={refresh}
        />
      )}
    </Page>
  );
}

interface NoApiKeysProps {
  readonly isSearching: boolean;
  readonly unusedDays: number | null;
}

function NoApiKeys({ isSearching, unusedDays }: NoApiKeysProps) {
  const may = useMay();
  if (isSearching) {
    return <EmptyState title="No API key matches">Change the search or the last use.</EmptyState>;
  }
  if (unusedDays !== null) {
    return (
      <EmptyState title="No unused API keys">
        Every API key is newer than {unusedDays} days, or was used in this time.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No API keys yet">
      {may('service_key_tokens.manage')
        ? 'Choose “Create API Key” to make one for an application or for yourself.'
        : 'Choose “Create API Key” to make one for yourself.'}
    </EmptyState>
  );
}

function useColumns(): readonly Column<Token>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Name',
      width: 'minmax(120px, 1fr)',
      sortKey: 'name',
      cell: ({ id, name, state }) => (
        <Group gap="xs" wrap="nowrap">
          <Text span inherit truncate>
            <KeyLink id={id}>{name ?? '-'}</KeyLink>
          </Text>
          {state !== 'active' && <KeyStateBadge state={state} />}
        </Group>
      ),
    },
    { header: 'ID', width: 'minmax(200px, 220px)', cell: ({ id }) => id, isId: true },
    {
      header: 'API Key',
      width: '130px',
      cell: ({ masked_secret }) => <span className="kp-mono">{masked_secret ?? '-'}</span>,
    },
    {
      header: `Created At (${zone})`,
      width: '150px',
      sortKey: 'created_at',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
    {
      header: `Last Used (${zone})`,
      width: '150px',
      sortKey: 'last_used_at',
      cell: ({ last_used_at }) => <Time value={last_used_at} />,
    },
  ];
}
