import { Alert, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useRoles } from '../../api/lookups';
import { BlastRadius } from '../../components/blast-radius';
import { EditDialog } from '../../components/edit-dialog';
import { RolesField } from '../../components/roles-field';
import type { ServiceAccountKey } from '../service-api-keys/service-account-keys';
import { credentialApi, type Credential } from './credential-api';
import type { Trust } from './trust-api';

interface EditRolesDialogProps {
  readonly credential: Credential;
  readonly tokens: readonly ServiceAccountKey[];
  readonly trusts: readonly Trust[];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Adds and removes roles, and says first what that affects. */
export function EditRolesDialog(props: EditRolesDialogProps) {
  const { credential, tokens, trusts, onClose, onSaved } = props;
  const active = [
    ...tokens.filter(({ state }) => state === 'active').map(({ id, name }) => ({ id, name })),
    ...trusts
      .filter(({ enabled }) => enabled)
      .map(({ id, name }) => ({ id, name: `${name} (federated identity)` })),
  ];
  const roles = useRoles().data ?? [];
  const nameOf = (roleId: string) => roles.find(({ id }) => id === roleId)?.name ?? roleId;
  return (
    <EditDialog
      id={credential.id}
      title="Edit credentials roles"
      submit="Save"
      read={() => credentialApi.read(credential.id)}
      valuesOf={({ role_ids }) => ({ role_ids })}
      labels={{ role_ids: ['Roles', (ids) => ids.map(nameOf).join(', ')] }}
      save={({ role_ids }, etag) => credentialApi.setRoles(credential.id, role_ids, etag)}
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Alert color="yellow" icon={<IconAlertTriangle />}>
            Adding or removing a role affects all applications using this credential’s tokens
            {active.length === 0 ? '. It has no active tokens.' : ':'}
            <List size="sm">
              {active.map(({ id, name }) => (
                <List.Item key={id}>{name}</List.Item>
              ))}
            </List>
          </Alert>
          <BlastRadius ids={[credential.id]} noun="credential" />
          <RolesField {...form.getInputProps('role_ids')} />
        </>
      )}
    </EditDialog>
  );
}
