import { Alert, List } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { declareRole } from '../../as-code/declare-access';
import { BlastRadius } from '../../components/blast-radius';
import { CreateDialog } from '../../components/create-dialog';
import {
  DescriptionField,
  displayNameFault,
  DisplayNameField,
} from '../../components/described-fields';
import { EditDialog } from '../../components/edit-dialog';
import type { Form } from '../../components/form-step';
import type { Schemas } from '../../api/client';
import { PermissionsField } from './permissions-field';
import { bodyOf, roleApi, type Role, type RoleFields } from './role-api';

const NEW_ROLE: RoleFields = { name: '', description: '', permissions: [] };

const validate = ({ name }: RoleFields) => ({
  name: displayNameFault(name),
});

interface CreateRoleDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

export function CreateRoleDialog(dialog: CreateRoleDialogProps) {
  return (
    <CreateDialog
      {...dialog}
      title="Create role"
      submit="Create role"
      initialValues={NEW_ROLE}
      validate={validate}
      declare={(fields) => declareRole({ id: null, ...bodyOf(fields) })}
      create={async (fields, idempotencyKey) => {
        await roleApi.create(fields, idempotencyKey);
        return null;
      }}
    >
      {(form) => <Fields form={form} />}
    </CreateDialog>
  );
}

interface EditRoleDialogProps {
  readonly role: Role;
  /** The service accounts that have the role. */
  readonly holders: readonly Schemas['ServiceAccount'][];
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

/** Changes a role, and says first whom that affects. */
export function EditRoleDialog({ role, holders, onClose, onSaved }: EditRoleDialogProps) {
  return (
    <EditDialog<Role, RoleFields>
      id={role.id}
      title={`Edit ${role.name}`}
      submit="Save"
      read={() => roleApi.read(role.id)}
      valuesOf={({ name, description, permissions }) => ({
        name,
        description: description ?? '',
        permissions,
      })}
      labels={{ name: 'Name', description: 'Description', permissions: 'Permissions' }}
      validate={validate}
      save={(fields, etag) => roleApi.update(role.id, fields, etag)}
      onSaved={onSaved}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Fields form={form} />
          {holders.length > 0 && (
            <>
              <Alert color="yellow" icon={<IconAlertTriangle />}>
                A change of the permissions applies immediately to every key of these service
                accounts:
                <List size="sm">
                  {holders.slice(0, MOST_LISTED).map(({ id, name }) => (
                    <List.Item key={id}>{name}</List.Item>
                  ))}
                  {holders.length > MOST_LISTED && (
                    <List.Item>and {holders.length - MOST_LISTED} more</List.Item>
                  )}
                </List>
              </Alert>
              <BlastRadius ids={[role.id]} noun="role" />
            </>
          )}
        </>
      )}
    </EditDialog>
  );
}

const MOST_LISTED = 10;

function Fields({ form }: { readonly form: Form<RoleFields> }) {
  return (
    <>
      <DisplayNameField {...form.getInputProps('name')} />
      <DescriptionField {...form.getInputProps('description')} />
      <PermissionsField {...form.getInputProps('permissions')} />
    </>
  );
}
