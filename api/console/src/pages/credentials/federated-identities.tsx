import { Button, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { AsCodeDialog } from '../../as-code/as-code-dialog';
import { declareFederatedIdentity } from '../../as-code/declare-access';
import { DeleteDialog } from '../../components/delete-dialog';
import { KeyStateBadge } from '../../components/key-state';
import { ObjectList, type Column } from '../../components/object-list';
import { RowMenu, type RowAction } from '../../components/row-menu';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import type { Credential } from './credential-api';

type Trust = Schemas['FederatedIdentity'];
type Ending = 'enable' | 'disable' | 'delete';
type Task = { readonly kind: 'code' | Ending; readonly trust: Trust };

/** The external issuers whose tokens act for the credential, so that a pipeline stores no key. */
export function FederatedIdentities({ credential }: { readonly credential: Credential }) {
  const may = useMay();
  return may('federated_identities.read') ? <Trusted credential={credential} /> : null;
}

function Trusted({ credential }: { readonly credential: Credential }) {
  const may = useMay();
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('federated-identities');
  const columns = useColumns();
  const [task, setTask] = useState<Task>();
  const list = usePagedList([...teamKey, { accountId: credential.id }], (page) =>
    answerOf(
      api.GET('/v1/federated-identities', {
        params: { query: { ...page, service_account_id: credential.id } },
      }),
    ),
  );
  const declare = (trust: Trust) => declareFederatedIdentity(trust, credential.name);
  const close = () => setTask(undefined);
  const actionsOf = (trust: Trust): readonly RowAction[] => {
    const begin = (kind: Task['kind']) => () => setTask({ kind, trust });
    return [
      { label: 'As code', onClick: begin('code') },
      ...(may('federated_identities.update')
        ? [
            trust.enabled
              ? { label: 'Disable', onClick: begin('disable') }
              : { label: 'Enable', onClick: begin('enable') },
          ]
        : []),
      ...(may('federated_identities.delete')
        ? [{ label: 'Delete', isDanger: true, onClick: begin('delete') }]
        : []),
    ];
  };
  return (
    <Stack gap="sm" component="section" aria-labelledby="federated-title">
      <Title order={2} size={16} id="federated-title">
        Federated identities
      </Title>
      <ObjectList
        label="Federated identities"
        columns={columns}
        list={list}
        idOf={({ id }) => id}
        declare={declare}
        actions={(trust) => <RowMenu of={trust.name} actions={actionsOf(trust)} />}
        empty={
          <Text c="dimmed" ta="center">
            This credential trusts no external issuer. With Terraform or the API, you can let a
            pipeline act for it without a stored key.
          </Text>
        }
      />
      {task?.kind === 'code' && <AsCodeDialog declaration={declare(task.trust)} onClose={close} />}
      {task !== undefined && task.kind !== 'code' && (
        <EndTrustDialog
          trust={task.trust}
          ending={task.kind}
          onClose={close}
          onDone={() => void queryClient.invalidateQueries({ queryKey: teamKey })}
        />
      )}
    </Stack>
  );
}

interface EndTrustDialogProps {
  readonly trust: Trust;
  readonly ending: Ending;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** A federated identity is no key, so Keyplane knows only when a token was last exchanged. */
function EndTrustDialog({ trust, onClose, onDone, ...props }: EndTrustDialogProps) {
  const { id, name, enabled, last_used_at } = trust;
  const may = useMay();
  const [ending, setEnding] = useState(props.ending);
  const { title, caution, confirm } = WORDS[ending];
  const path = { path: { federated_identity_id: id } };
  return (
    <DeleteDialog
      key={ending}
      opened
      id={id}
      change={ending === 'delete' ? 'delete' : 'edit'}
      onClose={onClose}
      onRemoved={onDone}
      title={`${title} ${name}`}
      caution={
        <>
          {caution}{' '}
          {last_used_at === null ? (
            'No token was ever exchanged.'
          ) : (
            <>
              A token was last exchanged <Time value={last_used_at} as="relative" />.
            </>
          )}
        </>
      }
      noun="federated identity"
      isDanger={ending !== 'enable'}
      confirm={confirm}
      saferStep={
        ending === 'delete' &&
        enabled &&
        may('federated_identities.update') && (
          <Button variant="default" onClick={() => setEnding('disable')}>
            Disable first
          </Button>
        )
      }
      remove={() =>
        ending === 'delete'
          ? answerOf(
              api.DELETE('/v1/federated-identities/{federated_identity_id}', { params: path }),
            )
          : answerOf(
              api.PATCH('/v1/federated-identities/{federated_identity_id}', {
                params: path,
                body: { enabled: ending === 'enable' },
              }),
            )
      }
    />
  );
}

const WORDS = {
  enable: {
    title: 'Enable',
    caution: 'Tokens of the issuer can be exchanged again.',
    confirm: 'Enable',
  },
  disable: {
    title: 'Disable',
    caution:
      'While it is disabled, no token of the issuer can be exchanged. You can enable it again at any time.',
    confirm: 'Disable',
  },
  delete: {
    title: 'Delete',
    caution:
      'After you delete it, pipelines that use it can no longer act for the credential. You cannot undo that.',
    confirm: 'Delete',
  },
} as const satisfies Readonly<Record<Ending, object>>;

function useColumns(): readonly Column<Trust>[] {
  const zone = useZoneName();
  return [
    { header: 'Name', width: 'minmax(140px, 1fr)', cell: ({ name }) => name },
    { header: 'Issuer', width: 'minmax(180px, 1.5fr)', cell: ({ issuer }) => issuer },
    {
      header: 'State',
      width: '110px',
      cell: ({ enabled }) => <KeyStateBadge state={enabled ? 'active' : 'disabled'} />,
    },
    {
      header: `Last used (${zone})`,
      width: '150px',
      cell: ({ last_used_at }) => <Time value={last_used_at} />,
    },
  ];
}
