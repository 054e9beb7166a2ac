import { ActionIcon, Anchor, Button, Group, Stack, Text, Title, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '../../components/dialog';
import { FactList } from '../../components/fact-list';
import { KeyLink } from '../../components/key-link';
import { KeyStateBadge } from '../../components/key-state';
import { ObjectList, type Column } from '../../components/object-list';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import { declareServiceAccountKey } from '../../as-code/declare-keys';
import { EndKeyDialog } from '../key-detail/end-key-dialog';
import { SERVICE_ACCOUNT_KEYS } from '../key-detail/key-family';
import {
  countedKeys,
  MOST_KEYS,
  useKeysOfAccount,
  type ServiceAccountKey,
} from '../service-api-keys/service-account-keys';
import { AddTokenDialog } from './add-token-dialog';
import type { Credential } from './credential-api';

/** The tokens of a credential: a list, a box with the details of one, and a new one. */
export function Tokens({ credential }: { readonly credential: Credential }) {
  const may = useMay();
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('service-account-keys');
  const columns = useColumns((token) => setShown(token));
  const [shown, setShown] = useState<ServiceAccountKey>();
  const [deleted, setDeleted] = useState<ServiceAccountKey>();
  const [isAdding, setIsAdding] = useState(false);
  const tokens = useKeysOfAccount(credential.id);
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const isFull = countedKeys(tokens.data ?? []) >= MOST_KEYS;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size={16}>
          Tokens
        </Title>
        {may('service_account_keys.create') && (
          <Group gap="sm">
            {isFull && (
              <Text size="sm" c="dimmed">
                {MOST_KEYS} of {MOST_KEYS} tokens. Delete one to create another one.
              </Text>
            )}
            <Button disabled={isFull} onClick={() => setIsAdding(true)}>
              Create new token
            </Button>
          </Group>
        )}
      </Group>
      <ObjectList
        label="Tokens"
        columns={columns}
        idOf={({ id }) => id}
        declare={(token) => declareServiceAccountKey(token, credential.name)}
        list={{
          items: tokens.data ?? [],
          isLoading: tokens.isPending,
          error: tokens.error,
          hasMore: false,
          isLoadingMore: false,
          loadMore: () => undefined,
          retry: () => void tokens.refetch(),
        }}
        empty={
          <Text c="dimmed" ta="center">
            This credential has no tokens. Create one for each system that uses it.
          </Text>
        }
      />
      <AddTokenDialog
        credential={credential}
        opened={isAdding}
        onClose={() => setIsAdding(false)}
        onCreated={refresh}
      />
      {shown && (
        <TokenBox
          token={shown}
          onClose={() => setShown(undefined)}
          onDelete={() => {
            setShown(undefined);
            setDeleted(shown);
          }}
        />
      )}
      {deleted && (
        <EndKeyDialog
          keyShown={deleted}
          family={SERVICE_ACCOUNT_KEYS}
          ending="end"
          deletion={{
            title: 'Delete token',
            caution: `If you delete “${deleted.name}” while it is in use, any system that uses it can no longer connect. You cannot undo that.`,
            confirm: 'Delete',
            noun: 'token',
          }}
          onClose={() => setDeleted(undefined)}
          onDone={refresh}
        />
      )}
    </Stack>
  );
}

interface TokenBoxProps {
  readonly token: ServiceAccountKey;
  readonly onClose: () => void;
  readonly onDelete: () => void;
}

function TokenBox({ token, onClose, onDelete }: TokenBoxProps) {
  const may = useMay();
  const never = token.expires_at === 'never';
  return (
    <Dialog opened onClose={onClose} title="Token">
      <Stack gap="md">
        <FactList
          facts={[
            ['Name', token.name],
            ['ID', <span className="kp-mono">{token.id}</span>],
            ['Client ID', <span className="kp-mono">{token.client_id}</span>],
            ['Token', <span className="kp-mono">{token.masked_secret ?? '-'}</span>],
            ['State', <KeyStateBadge state={token.state} />],
            ['Created', <Time value={token.created_at} />],
            ['Expires', never ? 'Never' : <Time value={token.expires_at} />],
            ['Last used', <Time value={token.last_used_at} />],
          ]}
        />
        <Group justify="space-between">
          <KeyLink id={token.id}>Open the page of this key</KeyLink>
          {may('service_account_keys.revoke') && (
            <Tooltip label="Delete">
              <ActionIcon variant="default" size="lg" aria-label="Delete token" onClick={onDelete}>
                <IconTrash size={18} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

function useColumns(
  show: (token: ServiceAccountKey) => void,
): readonly Column<ServiceAccountKey>[] {
  const zone = useZoneName();
  return [
    {
      header: 'ID',
      width: 'minmax(240px, 1.5fr)',
      isId: true,
      cell: (token) => (
        <Anchor component="button" className="kp-mono" onClick={() => show(token)}>
          {token.id}
        </Anchor>
      ),
    },
    { header: 'Name', width: 'minmax(120px, 1fr)', cell: ({ name }) => name },
    { header: 'State', width: '110px', cell: ({ state }) => <KeyStateBadge state={state} /> },
    {
      header: `Creation date (${zone})`,
      width: '170px',
      cell: ({ created_at }) => <Time value={created_at} />,
    },
    {
      header: `Expires (${zone})`,
      width: '170px',
      cell: ({ expires_at }) => (expires_at === 'never' ? 'Never' : <Time value={expires_at} />),
    },
  ];
}
