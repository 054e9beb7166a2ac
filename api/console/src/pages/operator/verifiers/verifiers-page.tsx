import { Button, Code, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CreateDialog } from '../../../components/create-dialog';
import { DeleteDialog } from '../../../components/delete-dialog';
import { DialogNote } from '../../../components/form-step';
import { EmptyState, ObjectList, type Column } from '../../../components/object-list';
import { Page } from '../../../components/page';
import { RowMenu } from '../../../components/row-menu';
import { useTeamKey } from '../../../session/session-context';
import { TeamName } from '../team-name';
import { verifierApi, type Verifier } from './verifier-api';

/** The service accounts that may verify the keys of every team. */
export function VerifiersPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('verifiers');
  const [isAllowing, setIsAllowing] = useState(false);
  const [withdrawn, setWithdrawn] = useState<Verifier>();
  const verifiers = useQuery({ queryKey: teamKey, queryFn: verifierApi.list });
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  return (
    <Page
      title="Verifiers"
      description="Service accounts that may verify the keys of every team. Your gateways and services need this. Every other service account verifies only the keys of its own team."
      actions={<Button onClick={() => setIsAllowing(true)}>Allow a verifier</Button>}
    >
      <ObjectList
        label="Verifiers"
        columns={COLUMNS}
        idOf={({ service_account_id }) => service_account_id}
        list={{
          items: verifiers.data?.items ?? [],
          isLoading: verifiers.isPending,
          error: verifiers.error,
          hasMore: false,
          isLoadingMore: false,
          loadMore: () => undefined,
          retry: () => void verifiers.refetch(),
        }}
        actions={(verifier) => (
          <RowMenu
            of={verifier.name}
            actions={[{ label: 'Withdraw', isDanger: true, onClick: () => setWithdrawn(verifier) }]}
          />
        )}
        empty={
          <EmptyState title="No verifiers yet">
            A gateway that checks the keys of every team needs a service account that you allow
            here.
          </EmptyState>
        }
      />
      <AllowDialog opened={isAllowing} onClose={() => setIsAllowing(false)} onCreated={refresh} />
      {withdrawn && (
        <DeleteDialog
          id={null}
          opened
          onClose={() => setWithdrawn(undefined)}
          title={`Withdraw ${withdrawn.name}`}
          caution={`“${withdrawn.name}” can then verify only the keys of its own team. Services that verify with it refuse the keys of every other team immediately. You can allow it again at any time.`}
          noun="verifier"
          confirm="Withdraw verifier"
          remove={() => verifierApi.withdraw(withdrawn.service_account_id)}
          onRemoved={refresh}
        />
      )}
    </Page>
  );
}

interface AllowDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

function AllowDialog(dialog: AllowDialogProps) {
  return (
    <CreateDialog
      {...dialog}
      title="Allow a verifier"
      submit="Allow verifier"
      initialValues={{ service_account_id: '' }}
      validate={({ service_account_id: id }) => ({
        service_account_id: id.trim() === '' ? 'Enter the ID of a service account.' : null,
      })}
      create={async ({ service_account_id: id }) => {
        await verifierApi.allow(id.trim());
        return null;
      }}
    >
      {(form) => (
        <>
          <DialogNote>
            A member of a team creates the service account, with a role that has the permission{' '}
            <Code>keys.verify</Code>, and its key. Until its roles grant that permission, it
            verifies nothing.
          </DialogNote>
          <TextInput
            label="Service account ID"
            description="The team finds it in the console, on the page of the credential."
            placeholder="sa_…"
            required
            data-autofocus
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps('service_account_id')}
          />
        </>
      )}
    </CreateDialog>
  );
}

const COLUMNS: readonly Column<Verifier>[] = [
  { header: 'Name', width: 'minmax(160px, 2fr)', cell: ({ name }) => name },
  {
    header: 'ID',
    width: 'minmax(240px, 2fr)',
    cell: ({ service_account_id }) => service_account_id,
    isId: true,
  },
  {
    header: 'Team',
    width: 'minmax(160px, 2fr)',
    cell: ({ team_id }) => <TeamName id={team_id} />,
  },
];
