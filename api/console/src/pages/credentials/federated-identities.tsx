import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { AsCodeDialog } from '../../as-code/as-code-dialog';
import { declareFederatedIdentity } from '../../as-code/declare-access';
import type { Declaration } from '../../as-code/declaration';
import type { Ending } from '../../components/end-dialog';
import { HoverTooltip } from '../../components/hover-tooltip';
import { KeyStateBadge } from '../../components/key-state';
import { ObjectList, type Column } from '../../components/object-list';
import { RowMenu, type RowAction } from '../../components/row-menu';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import type { Credential } from './credential-api';
import { CreateTrustDialog } from './create-trust-dialog';
import { EditTrustDialog } from './edit-trust-dialog';
import { EndTrustDialog } from './end-trust-dialog';
import { PipelineSetupDialog } from './pipeline-setup-dialog';
import type { Trust } from './trust-api';
import { conditionsOf } from './trust-values';

interface Task {
  readonly kind: 'code' | 'edit' | 'setup' | Ending;
  readonly trust: Trust;
}

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
  const [isCreating, setIsCreating] = useState(false);
  const list = usePagedList([...teamKey, { accountId: credential.id }], (page) =>
    answerOf(
      api.GET('/v1/federated-identities', {
        params: { query: { ...page, service_account_id: credential.id } },
      }),
    ),
  );
  const declare = (trust: Trust) => declareFederatedIdentity(trust, credential.name);
  const close = () => setTask(undefined);
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const actionsOf = (trust: Trust): readonly RowAction[] => {
    const begin = (kind: Task['kind']) => () => setTask({ kind, trust });
    return [
      { label: 'Set up the pipeline', onClick: begin('setup') },
      { label: 'As code', onClick: begin('code') },
      ...(may('federated_identities.update')
        ? [
            { label: 'Edit', onClick: begin('edit') },
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
      <Group justify="space-between">
        <Title order={2} size={16} id="federated-title">
          Federated identities
        </Title>
        {may('federated_identities.create') && (
          <Button variant="default" onClick={() => setIsCreating(true)}>
            Trust a pipeline
          </Button>
        )}
      </Group>
      <ObjectList
        label="Federated identities"
        columns={columns}
        list={list}
        idOf={({ id }) => id}
        declare={declare}
        actions={(trust) => <RowMenu of={trust.name} actions={actionsOf(trust)} />}
        empty={
          <Text c="dimmed" ta="center">
            This credential trusts no pipeline. A pipeline that it trusts signs in with the token of
            its run, so that it stores no key.
          </Text>
        }
      />
      <CreateTrustDialog
        credential={credential}
        opened={isCreating}
        onClose={() => setIsCreating(false)}
        onCreated={(trust) => {
          refresh();
          setTask({ kind: 'setup', trust });
        }}
      />
      {task && (
        <TaskDialog {...task} declaration={declare(task.trust)} onClose={close} onDone={refresh} />
      )}
    </Stack>
  );
}

interface TaskDialogProps extends Task {
  readonly declaration: Declaration;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function TaskDialog(props: TaskDialogProps) {
  const { kind, trust, declaration, onClose, onDone } = props;
  if (kind === 'code') return <AsCodeDialog declaration={declaration} onClose={onClose} />;
  if (kind === 'setup') return <PipelineSetupDialog trust={trust} onClose={onClose} />;
  if (kind === 'edit') return <EditTrustDialog trust={trust} onClose={onClose} onSaved={onDone} />;
  return <EndTrustDialog trust={trust} ending={kind} onClose={onClose} onDone={onDone} />;
}

function useColumns(): readonly Column<Trust>[] {
  const zone = useZoneName();
  return [
    { header: 'Name', width: 'minmax(140px, 1fr)', cell: ({ name }) => name },
    { header: 'Issuer', width: 'minmax(140px, 1.2fr)', cell: ({ issuer }) => issuer },
    {
      header: 'Conditions',
      width: 'minmax(140px, 1.5fr)',
      cell: (trust) => (
        <HoverTooltip label={() => conditionsOf(trust)}>
          <span>{conditionsOf(trust)}</span>
        </HoverTooltip>
      ),
    },
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
