import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { DeleteDialog } from '../../../components/delete-dialog';
import { KeyStateBadge } from '../../../components/key-state';
import { EmptyState, ObjectList, type Column } from '../../../components/object-list';
import { Page } from '../../../components/page';
import { RowMenu } from '../../../components/row-menu';
import { Time, useZoneName } from '../../../components/time';
import { useTeamKey } from '../../../session/session-context';
import { CreateOperatorKeyDialog } from './create-operator-key-dialog';
import { KeyDetails } from './key-details';
import { cautionOf, isLast, nameOf, operatorKeyApi, type OperatorKey } from './operator-key-api';

/** The keys with which people act as the operator. */
export function OperatorKeysPage() {
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('operator-keys');
  const [isCreating, setIsCreating] = useState(false);
  const [shown, setShown] = useState<OperatorKey>();
  const [revoked, setRevoked] = useState<OperatorKey>();
  const keys = useQuery({ queryKey: teamKey, queryFn: operatorKeyApi.list });
  const items = keys.data?.items ?? [];
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  return (
    <Page
      title="Operator keys"
      description="The keys with which people act as the operator. Give each person a separate key, so that you can revoke one without the others."
      actions={<Button onClick={() => setIsCreating(true)}>Create operator key</Button>}
    >
      <ObjectList
        label="Operator keys"
        columns={useColumns()}
        idOf={({ id }) => id}
        list={{
          items,
          isLoading: keys.isPending,
          error: keys.error,
          hasMore: false,
          isLoadingMore: false,
          loadMore: () => undefined,
          retry: () => void keys.refetch(),
        }}
        actions={(key) => (
          <RowMenu
            of={nameOf(key)}
            actions={[
              { label: 'Details', onClick: () => setShown(key) },
              { label: 'Revoke', isDanger: true, onClick: () => setRevoked(key) },
            ]}
          />
        )}
        empty={<EmptyState title="No operator keys">Create an operator key.</EmptyState>}
      />
      <CreateOperatorKeyDialog
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={refresh}
      />
      {shown && <KeyDetails shown={shown} keys={items} onClose={() => setShown(undefined)} />}
      {revoked && (
        <DeleteDialog
          id={null}
          opened
          onClose={() => setRevoked(undefined)}
          title={`Revoke ${nameOf(revoked)}`}
          caution={cautionOf(revoked, items)}
          noun="key"
          confirm={isLast(revoked, items) ? 'Revoke the last key' : 'Revoke key'}
          remove={() => operatorKeyApi.revoke(revoked.id, isLast(revoked, items))}
          onRemoved={refresh}
        />
      )}
    </Page>
  );
}

function useColumns(): readonly Column<OperatorKey>[] {
  const zone = useZoneName();
  return [
    {
      header: 'Description',
      width: 'minmax(160px, 2fr)',
      cell: (key) => (key.current ? `${nameOf(key)} (your key)` : nameOf(key)),
    },
    {
      header: 'Client ID',
      width: 'minmax(220px, 2fr)',
      cell: ({ client_id }) => client_id,
      isId: true,
    },
    { header: 'Secret', width: '130px', cell: ({ masked_secret }) => masked_secret ?? '-' },
    { header: 'State', width: '110px', cell: ({ state }) => <KeyStateBadge state={state} /> },
    {
      header: `Last used (${zone})`,
      width: '160px',
      cell: ({ last_used_at }) => <Time value={last_used_at} />,
    },
  ];
}
