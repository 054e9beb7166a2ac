import { ActionIcon, Alert, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { AsCodePanel } from '../../as-code/as-code-panel';
import { declareServiceAccount } from '../../as-code/declare-access';
import { DetailState } from '../../components/detail-state';
import type { Ending } from '../../components/end-dialog';
import { KeyStateBadge } from '../../components/key-state';
import { ManagedByTerraform } from '../../components/managed-by-terraform';
import { Page } from '../../components/page';
import { Time } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import { useKeysOfAccount } from '../service-api-keys/service-account-keys';
import { useCredential, type Credential } from './credential-api';
import { EditDetailsDialog } from './edit-details-dialog';
import { EditRolesDialog } from './edit-roles-dialog';
import { EndCredentialDialog } from './end-credential-dialog';
import { FederatedIdentities } from './federated-identities';
import { RoleLink } from './role-link';
import { Tokens } from './tokens';
import { useTrusts } from './trust-api';

/** One credential: its roles and its tokens (S4). */
export function CredentialPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const credential = useCredential(id);
  if (credential.data === undefined) {
    return <DetailState noun="credential" query={credential} />;
  }
  return <Details credential={credential.data} />;
}

function Details({ credential }: { readonly credential: Credential }) {
  const may = useMay();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('service-accounts');
  const [task, setTask] = useState<'details' | 'roles' | Ending>();
  const tokens = useKeysOfAccount(credential.id).data ?? [];
  const trusts = useTrusts(credential.id).data ?? [];
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  const close = () => setTask(undefined);
  const toggle = credential.enabled ? 'disable' : 'enable';
  return (
    <Page
      title={credential.name}
      parent={{ to: '/credentials', label: 'Credentials' }}
      description={
        <>
          {!credential.enabled && (
            <>
              <KeyStateBadge state="disabled" />{' '}
            </>
          )}
          <span className="kp-mono">{credential.id}</span>
          {' · created '}
          <Time value={credential.created_at} as="relative" />
        </>
      }
      actions={
        <>
          {may('service_accounts.delete') && (
            <Button variant="default" onClick={() => setTask('end')}>
              Delete credential
            </Button>
          )}
          {may('service_accounts.update') && (
            <>
              <Button variant="default" onClick={() => setTask(toggle)}>
                {credential.enabled ? 'Disable credential' : 'Enable credential'}
              </Button>
              <Button variant="default" onClick={() => setTask('details')}>
                Edit
              </Button>
            </>
          )}
        </>
      }
    >
      <Stack gap="lg">
        <ManagedByTerraform id={credential.id} />
        {!credential.enabled && (
          <Alert color="yellow">
            This credential is disabled. None of its tokens works, and no pipeline can act for it.
          </Alert>
        )}
        {credential.description && <Text className="kp-lines">{credential.description}</Text>}
        <Paper withBorder p="md">
          <Title order={2} size={16}>
            Roles
          </Title>
          <Group gap="xs" mt="xs">
            {credential.roles.map(({ id, name }) => (
              <RoleLink key={id} id={id} name={name} isLink={may('roles.read')} />
            ))}
            {credential.roles.length === 0 && (
              <Text c="dimmed">
                No roles yet, so the tokens of this credential have no permissions.
              </Text>
            )}
            {may('service_accounts.update') && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Edit roles"
                onClick={() => setTask('roles')}
              >
                <IconPencil size={18} />
              </ActionIcon>
            )}
          </Group>
        </Paper>
        <Tokens credential={credential} />
        <FederatedIdentities credential={credential} />
        <AsCodePanel
          declaration={declareServiceAccount(
            credential,
            (roleId) => credential.roles.find(({ id }) => id === roleId)?.name,
          )}
        />
      </Stack>
      {task === 'details' && (
        <EditDetailsDialog credential={credential} onClose={close} onSaved={refresh} />
      )}
      {task === 'roles' && (
        <EditRolesDialog
          credential={credential}
          tokens={tokens}
          trusts={trusts}
          onClose={close}
          onSaved={refresh}
        />
      )}
      {task !== undefined && task !== 'details' && task !== 'roles' && (
        <EndCredentialDialog
          {...{ credential, tokens, trusts }}
          ending={task}
          onClose={close}
          onDone={(ending) => {
            refresh();
            if (ending === 'end') void navigate({ to: '/credentials' });
          }}
        />
      )}
    </Page>
  );
}
