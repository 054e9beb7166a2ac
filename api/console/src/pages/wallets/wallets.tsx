import { Anchor, Button, Group, Stack, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { useServiceKeys } from '../../api/lookups';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { declareWallet } from '../../as-code/declare-team';
import { CreateDialog } from '../../components/create-dialog';
import { DeleteDialog } from '../../components/delete-dialog';
import { EditDialog } from '../../components/edit-dialog';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { RowMenu, type RowAction } from '../../components/row-menu';
import { useMay, useTeamKey } from '../../session/session-context';
import {
  createWallet,
  deleteWallet,
  deletionRefusal,
  readWallet,
  renameWallet,
  type Wallet,
} from './wallet-api';

/** The wallets of the team with what is in them. */
export function Wallets() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('wallets');
  const may = useMay();
  const [isCreating, setIsCreating] = useState(false);
  const [renamed, setRenamed] = useState<Wallet>();
  const [deleted, setDeleted] = useState<Wallet>();
  const serviceKeys = useServiceKeys();
  const list = usePagedList(teamKey, (page) =>
    answerOf(api.GET('/v1/wallets', { params: { query: page } })),
  );
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const actionsOf = (wallet: Wallet): readonly RowAction[] => [
    ...(may('wallets.update') ? [{ label: 'Rename', onClick: () => setRenamed(wallet) }] : []),
    ...(may('wallets.delete')
      ? [
          {
            label: 'Delete',
            isDanger: true,
            onClick: () => setDeleted(wallet),
            refusal: deletionRefusal(wallet, serviceKeys.data ?? []),
          },
        ]
      : []),
  ];
  return (
    <Stack gap="sm" component="section" aria-labelledby="wallets-title">
      <Group justify="space-between">
        <Title order={2} size={16} id="wallets-title">
          Wallets
        </Title>
        {may('wallets.create') && (
          <Button onClick={() => setIsCreating(true)}>Create wallet</Button>
        )}
      </Group>
      <ObjectList
        label="Wallets"
        columns={COLUMNS}
        list={list}
        idOf={({ id }) => id}
        declare={declareWallet}
        actions={(wallet) => <RowMenu of={wallet.name} actions={actionsOf(wallet)} />}
        empty={
          <EmptyState title="No wallets yet">
            A wallet pays for the pay-as-you-go services of a service key. The operator of Keyplane
            credits money to it.
          </EmptyState>
        }
      />
      <CreateDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={refresh}
        title="Create wallet"
        submit="Create wallet"
        initialValues={{ name: '', currency: 'EUR' }}
        declare={(values) => declareWallet({ id: null, ...values })}
        create={async (values, idempotencyKey) => {
          await createWallet(values, idempotencyKey);
          return null;
        }}
      >
        {(form) => (
          <>
            <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />
            <TextInput
              label="Currency"
              description="Three capital letters, such as EUR. It cannot be changed later."
              maxLength={3}
              {...form.getInputProps('currency')}
            />
          </>
        )}
      </CreateDialog>
      {renamed && (
        <EditDialog
          id={renamed.id}
          title="Rename wallet"
          submit="Save"
          read={() => readWallet(renamed.id)}
          valuesOf={({ name }) => ({ name })}
          labels={{ name: 'Name' }}
          save={({ name }, etag) => renameWallet(renamed.id, name, etag)}
          onSaved={refresh}
          onClose={() => setRenamed(undefined)}
        >
          {(form) => <TextInput label="Name" data-autofocus {...form.getInputProps('name')} />}
        </EditDialog>
      )}
      {deleted && (
        <DeleteDialog
          opened
          id={deleted.id}
          title="Delete wallet"
          caution={`After you delete “${deleted.name}”, service keys can no longer pay from it. It is empty, and no service key pays from it now. You cannot undo that.`}
          noun="wallet"
          confirm="Delete"
          remove={() => deleteWallet(deleted.id)}
          onRemoved={refresh}
          onClose={() => setDeleted(undefined)}
        />
      )}
    </Stack>
  );
}

const COLUMNS: readonly Column<Wallet>[] = [
  {
    header: 'Name',
    width: 'minmax(160px, 2fr)',
    cell: ({ id, name }) => (
      <Anchor component={Link} to={`/wallets/${id}`} inherit>
        {name}
      </Anchor>
    ),
  },
  { header: 'Balance', width: '1fr', cell: ({ balance, currency }) => `${balance} ${currency}` },
  { header: 'Reserved', width: '1fr', cell: ({ reserved, currency }) => `${reserved} ${currency}` },
  {
    header: 'Available',
    width: '1fr',
    cell: ({ available, currency }) => `${available} ${currency}`,
  },
];
