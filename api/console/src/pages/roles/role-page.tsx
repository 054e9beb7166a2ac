import {
  Anchor,
  Button,
  Group,
  Paper,
  Stack,
  Text,
  TextInput,
  Title,
  Tooltip,
} from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { usePermissions, useServiceAccounts } from '../../api/lookups';
import { AsCodePanel } from '../../as-code/as-code-panel';
import { declareRole } from '../../as-code/declare-access';
import { DeleteDialog } from '../../components/delete-dialog';
import { DetailState } from '../../components/detail-state';
import { ManagedByTerraform } from '../../components/managed-by-terraform';
import { Page } from '../../components/page';
import { ProblemAlert } from '../../components/problem-alert';
import { Time } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import { matches } from './permissions-field';
import { roleApi, useRole, type Role } from './role-api';
import { EditRoleDialog } from './role-dialogs';

/** One role: its permissions, and the service accounts that have it. */
export function RolePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const role = useRole(id);
  if (role.data === undefined) return <DetailState noun="role" query={role} />;
  return <Details role={role.data} />;
}

function Details({ role }: { readonly role: Role }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const teamKey = useTeamKey('roles');
  const accountsKey = useTeamKey('service-accounts');
  const [task, setTask] = useState<'edit' | 'delete'>();
  const accounts = useServiceAccounts();
  const holders = (accounts.data ?? []).filter(({ role_ids }) => role_ids.includes(role.id));
  const close = () => setTask(undefined);
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: teamKey });
    void queryClient.invalidateQueries({ queryKey: accountsKey });
  };
  return (
    <Page
      title={role.name}
      parent={{ to: '/roles', label: 'Roles' }}
      description={
        <>
          <span className="kp-mono">{role.id}</span>
          {' · created '}
          <Time value={role.created_at} as="relative" />
        </>
      }
      actions={
        <Actions role={role} onEdit={() => setTask('edit')} onDelete={() => setTask('delete')} />
      }
    >
      <Stack gap="lg">
        <ManagedByTerraform id={role.id} />
        {role.description && <Text className="kp-lines">{role.description}</Text>}
        <Permissions role={role} />
        <Paper withBorder p="md">
          <Title order={2} size={16} mb="xs">
            Service accounts with this role
          </Title>
          {accounts.error === null ? (
            <Holders holders={holders} />
          ) : (
            <ProblemAlert error={accounts.error} retry={() => void accounts.refetch()} />
          )}
        </Paper>
        <AsCodePanel declaration={declareRole(role)} />
      </Stack>
      {task === 'edit' && (
        <EditRoleDialog role={role} holders={holders} onClose={close} onSaved={refresh} />
      )}
      {task === 'delete' && (
        <DeleteDialog
          opened
          id={role.id}
          onClose={close}
          title={`Delete role ${role.name}`}
          caution="No service account has this role, so nothing stops working. You cannot undo the deletion."
          noun="role"
          confirm="Delete role"
          remove={() => roleApi.remove(role.id)}
          onRemoved={() => {
            refresh();
            void navigate({ to: '/roles' });
          }}
        />
      )}
    </Page>
  );
}

interface ActionsProps {
  readonly role: Role;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

/** A role that is in use cannot be deleted. The button says so before it is chosen. */
function Actions({ role, onEdit, onDelete }: ActionsProps) {
  const may = useMay();
  const isUsed = role.service_account_count > 0;
  return (
    <>
      {may('roles.delete') && (
        <Tooltip
          label="Service accounts have this role. Remove it from them first."
          disabled={!isUsed}
        >
          <Button
            variant="default"
            {...(isUsed && { 'data-disabled': true, 'aria-disabled': true })}
            onClick={() => {
              if (!isUsed) onDelete();
            }}
          >
            Delete role
          </Button>
        </Tooltip>
      )}
      {may('roles.update') && <Button onClick={onEdit}>Edit role</Button>}
    </>
  );
}

function Permissions({ role }: { readonly role: Role }) {
  const [search, setSearch] = useState('');
  const published = usePermissions().data ?? [];
  const descriptions = new Map<string, string>(
    published.map(({ permission, description }) => [permission, description]),
  );
  const shown = role.permissions.filter((permission) =>
    matches(search, permission, descriptions.get(permission)),
  );
  const membersOnly = new Set<string>(role.members_only_permissions);
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} size={16}>
          Permissions
        </Title>
        <TextInput
          type="search"
          aria-label="Search the permissions"
          placeholder="Search the permissions"
          leftSection={<IconSearch size={16} />}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
      </Group>
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
        {shown.map((permission) => (
          <li key={permission} style={{ overflowWrap: 'anywhere' }}>
            <span className="kp-mono">{permission}</span>
            <Text size="sm" c="dimmed">
              {descriptions.get(permission) ?? 'A permission of your services.'}
              {membersOnly.has(permission) &&
                ' Service accounts cannot use this themselves. It only decides what they may grant.'}
            </Text>
          </li>
        ))}
      </Stack>
      {shown.length === 0 && (
        <Text c="dimmed">
          {role.permissions.length === 0
            ? 'This role has no permissions yet.'
            : 'No permission of this role matches.'}
        </Text>
      )}
    </Paper>
  );
}

function Holders({ holders }: { readonly holders: readonly Schemas['ServiceAccount'][] }) {
  if (holders.length === 0) return <Text c="dimmed">No service account has this role.</Text>;
  return (
    <Stack gap="xs" align="flex-start">
      {holders.map(({ id, name }) => (
        <Anchor
          key={id}
          component={Link}
          to={`/credentials/${id}`}
          size="sm"
          style={{ overflowWrap: 'anywhere' }}
        >
          {name}
        </Anchor>
      ))}
    </Stack>
  );
}
