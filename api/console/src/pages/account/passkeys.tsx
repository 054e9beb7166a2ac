import { ActionIcon, Button, Group, Stack, TextInput, Title, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { CreateDialog } from '../../components/create-dialog';
import { DeleteDialog } from '../../components/delete-dialog';
import { DialogNote } from '../../components/form-step';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Time, useZoneName } from '../../components/time';
import { sessionApi } from '../../session/session-api';
import { useTeamKey, useTeamSession } from '../../session/session-context';
import { browserName } from './browser-name';
import { registerPasskey } from './register-passkey';

type Passkey = Schemas['Passkey'];

/** The person's passkeys, oldest first. */
export function Passkeys() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('passkeys');
  const columns = useColumns();
  const [isAdding, setIsAdding] = useState(false);
  const [deleted, setDeleted] = useState<Passkey>();
  const passkeys = useQuery({ queryKey: teamKey, queryFn: sessionApi.passkeys });
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size={16}>
          Passkeys
        </Title>
        <Button onClick={() => setIsAdding(true)}>Register a passkey</Button>
      </Group>
      <ObjectList
        label="Passkeys"
        columns={columns}
        idOf={({ id }) => id}
        list={{
          items: passkeys.data?.items ?? [],
          isLoading: passkeys.isPending,
          error: passkeys.error,
          hasMore: false,
          isLoadingMore: false,
          loadMore: () => undefined,
          retry: () => void passkeys.refetch(),
        }}
        actions={(passkey) => (
          <Tooltip label="Delete">
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Delete passkey ${passkey.name}`}
              onClick={() => setDeleted(passkey)}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </Tooltip>
        )}
        empty={
          <EmptyState title="No passkeys yet">
            With a passkey, you sign in with your fingerprint, your face or the PIN of your device
            instead of a secret.
          </EmptyState>
        }
      />
      <RegisterDialog opened={isAdding} onClose={() => setIsAdding(false)} onCreated={refresh} />
      {deleted && (
        <DeleteDialog
          id={null}
          opened
          onClose={() => setDeleted(undefined)}
          title="Delete passkey"
          caution={`You can no longer sign in with “${deleted.name}”. Sessions that began with it end: if you signed in here with it, you are signed out. Also remove the passkey from your device, which would still offer it.`}
          noun="passkey"
          confirm="Delete passkey"
          remove={() => sessionApi.deletePasskey(deleted.id)}
          // Also sessions have ended, perhaps this one.
          onRemoved={() => void queryClient.invalidateQueries()}
        />
      )}
    </Stack>
  );
}

interface RegisterDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

function RegisterDialog(dialog: RegisterDialogProps) {
  const { view, membership } = useTeamSession();
  return (
    <CreateDialog
      {...dialog}
      title="Register a passkey"
      submit="Continue"
      initialValues={{ name: browserName(navigator.userAgent) }}
      validate={({ name }) => ({ name: name.trim() === '' ? 'Enter a name.' : null })}
      create={async ({ name }) => {
        await registerPasskey(name.trim());
        return null;
      }}
    >
      {(form) => (
        <>
          {view.person === null && (
            <DialogNote>
              You signed in with an application key. So this passkey signs you in to the team{' '}
              {membership.team.name} only, and it ends when that key ends.
            </DialogNote>
          )}
          <TextInput
            label="Name"
            description="Name the device or the password manager that keeps the passkey. Your browser asks for the rest."
            required
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
        </>
      )}
    </CreateDialog>
  );
}

function useColumns(): readonly Column<Passkey>[] {
  const zone = useZoneName();
  return [
    { header: 'Name', width: 'minmax(160px, 2fr)', cell: ({ name }) => name },
    {
      header: `Last used (${zone})`,
      width: '165px',
      cell: ({ last_used_at }) => <Time value={last_used_at} />,
    },
    {
      header: `Created at (${zone})`,
      width: '165px',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
  ];
}
