import { Anchor, Button, Group } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { useRoles } from '../../api/lookups';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { declareServiceAccount } from '../../as-code/declare-access';
import { CreateDialog } from '../../components/create-dialog';
import {
  DescriptionField,
  displayNameFault,
  DisplayNameField,
} from '../../components/described-fields';
import { KeyStateBadge } from '../../components/key-state';
import { useListQuery } from '../../components/list-query';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { RolesField } from '../../components/roles-field';
import { SearchField } from '../../components/search-field';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import type { Credential } from './credential-api';

type Sort = 'name' | '-name' | 'created_at' | '-created_at';

/** Service accounts with their roles (S4). */
export function CredentialsPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('service-accounts');
  const may = useMay();
  const columns = useColumns();
  const { query, search, sort, isSearching } = useListQuery<Sort>('-created_at');
  const [isCreating, setIsCreating] = useState(false);
  const list = usePagedList([...teamKey, query], (page) =>
    answerOf(api.GET('/v1/service-accounts', { params: { query: { ...page, ...query } } })),
  );
  return (
    <Page
      title="Credentials"
      description="A credential is an identity that does not depend on a person. It has roles, and tokens with which your systems connect."
      actions={
        may('service_accounts.create') && (
          <Button onClick={() => setIsCreating(true)}>Create new API credential</Button>
        )
      }
    >
      <Group mb="md">
        <SearchField label="Search by name or ID" onSearch={search} />
      </Group>
      <ObjectList
        label="Credentials"
        columns={columns}
        list={list}
        sort={sort}
        idOf={({ id }) => id}
        declare={declareServiceAccount}
        empty={
          isSearching ? (
            <EmptyState title="No credential matches">Change the search.</EmptyState>
          ) : (
            <EmptyState title="No credentials yet">
              Create one for each system that connects to your services, for example a pipeline or a
              backend.
            </EmptyState>
          )
        }
      />
      <CreateCredentialDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={() => void queryClient.invalidateQueries({ queryKey: teamKey })}
      />
    </Page>
  );
}

function useColumns(): readonly Column<Credential>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Name',
      width: 'minmax(180px, 1.5fr)',
      sortKey: 'name',
      cell: ({ id, name, enabled }) => (
        <>
          <Anchor component={Link} to={`/credentials/${id}`} size="sm">
            {name}
          </Anchor>
          {!enabled && (
            <>
              {' '}
              <KeyStateBadge state="disabled" />
            </>
          )}
        </>
      ),
    },
    {
      header: `Creation date (${zone})`,
      width: '180px',
      sortKey: 'created_at',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
    {
      header: 'Roles',
      width: 'minmax(180px, 2fr)',
      cell: ({ roles }) => roles.map(({ name }) => name).join(', ') || '-',
    },
  ];
}

interface CreateCredentialDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

interface CredentialFields extends Record<string, unknown> {
  readonly name: string;
  readonly description: string;
  readonly role_ids: string[];
}

const bodyOf = ({ name, description, role_ids }: CredentialFields) => ({
  name: name.trim(),
  description: description.trim() || null,
  role_ids,
});

function CreateCredentialDialog(dialog: CreateCredentialDialogProps) {
  const roles = useRoles().data ?? [];
  return (
    <CreateDialog<CredentialFields>
      {...dialog}
      title="Create new API credential"
      submit="Create credential"
      initialValues={{ name: '', description: '', role_ids: [] }}
      validate={({ name }) => ({ name: displayNameFault(name) })}
      declare={(fields) =>
        declareServiceAccount(
          { id: null, ...bodyOf(fields) },
          (roleId) => roles.find(({ id }) => id === roleId)?.name,
        )
      }
      create={async (fields, idempotencyKey) => {
        await answerOf(
          api.POST('/v1/service-accounts', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body: bodyOf(fields),
          }),
        );
        return null;
      }}
    >
      {(form) => (
        <>
          <DisplayNameField {...form.getInputProps('name')} />
          <DescriptionField {...form.getInputProps('description')} />
          <RolesField {...form.getInputProps('role_ids')} />
        </>
      )}
    </CreateDialog>
  );
}
