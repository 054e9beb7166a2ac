import { ActionIcon, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { AsCodePanel } from '../../as-code/as-code-panel';
import { declareServiceAccount } from '../../as-code/declare';
import { DeleteDialog } from '../../components/delete-dialog';
import { DetailState } from '../../components/detail-state';
import { Page } from '../../components/page';
import { Time } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import { useKeysOfAccount } from '../service-api-keys/service-account-keys';
import { credentialApi, useCredential, type Credential } from './credential-api';
import { EditRolesDialog } from './edit-roles-dialog';
import { Tokens } from './tokens';

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
  const [isEditing, setIsEditing] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const tokens = useKeysOfAccount(credential.id).data ?? [];
  const refresh = () => void queryClient.invalidateQueries({ queryKey: teamKey });
  return (
    <Page
      title={credential.name}
      parent={{ to: '/credentials', label: 'Credentials' }}
      description={
        <>
          <span className="kp-mono">{credential.id}</span>
          {' · created '}
          <Time value={credential.created_at} as="relative" />
        </>
      }
      actions={
        may('service_accounts.delete') && (
          <Button variant="default" onClick={() => setIsDeleting(true)}>
            Delete credential
          </Button>
        )
      }
    >
      <Stack gap="lg">
        {credential.description && <Text className="kp-lines">{credential.description}</Text>}
        <Paper withBorder p="md">
          <Title order={2} size={16}>
            Roles
          </Title>
          <Group gap="xs" mt="xs">
            {credential.roles.map(({ id, name }) => (
              <Badge key={id} variant="default" tt="none" fw={500}>
                {name}
              </Badge>
            ))}
            {credential.roles.length === 0 && (
              <Text c="dimmed">No roles. The tokens of this credential may do nothing yet.</Text>
            )}
            {may('service_accounts.update') && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label="Edit roles"
                onClick={() => setIsEditing(true)}
              >
                <IconPencil size={18} />
              </ActionIcon>
            )}
          </Group>
        </Paper>
        <Tokens credential={credential} />
        <AsCodePanel declaration={declareServiceAccount(credential)} />
      </Stack>
      {isEditing && (
        <EditRolesDialog
          credential={credential}
          tokens={tokens}
          onClose={() => setIsEditing(false)}
          onSaved={refresh}
        />
      )}
      <DeleteDialog
        opened={isDeleting}
        onClose={() => setIsDeleting(false)}
        title={`Delete credential ${credential.name}`}
        caution="Deleting a credential also deletes all its tokens. Any system that uses one of these tokens can no longer connect."
        listed={tokens.map(({ name }) => name)}
        noun="credential"
        ids={[credential.id]}
        confirm="Delete credential"
        remove={() => credentialApi.remove(credential.id)}
        onRemoved={() => {
          refresh();
          void navigate({ to: '/credentials' });
        }}
      />
    </Page>
  );
}
