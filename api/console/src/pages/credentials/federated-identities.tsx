import { Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { AsCodeDialog } from '../../as-code/as-code-dialog';
import { declareFederatedIdentity } from '../../as-code/declare-access';
import type { Ending } from '../../components/end-dialog';
import { KeyStateBadge } from '../../components/key-state';
import { ObjectList, type Column } from '../../components/object-list';
import { RowMenu, type RowAction } from '../../components/row-menu';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import type { Credential } from './credential-api';
import { EndTrustDialog, type Trust } from './end-trust-dialog';

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
        ? [{ label: 'Delete', isDanger: true, onClick: begin('end') }]
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
