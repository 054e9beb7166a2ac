import { Checkbox, Stack, TextInput } from '@mantine/core';
import { declareTeamPolicy } from '../../as-code/declare-team';
import { CreateDialog } from '../../components/create-dialog';
import { EditDialog } from '../../components/edit-dialog';
import type { Form } from '../../components/form-step';
import { useTeamSession } from '../../session/session-context';
import {
  bodyOf,
  DELIVERIES,
  fieldsOf,
  keyPolicyApi,
  NO_LIMITS,
  type KeyPolicy,
  type KeyPolicyFields,
} from './key-policy-api';

const validate = ({ allowed_secret_deliveries: allowed }: KeyPolicyFields) => ({
  allowed_secret_deliveries: allowed.length === 0 ? 'Choose at least one way.' : null,
});

interface CreatePolicyDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

export function CreatePolicyDialog(dialog: CreatePolicyDialogProps) {
  const { policy } = useTeamSession().whoami.team ?? {};
  return (
    <CreateDialog<KeyPolicyFields>
      {...dialog}
      title="Declare key policy"
      submit="Declare policy"
      initialValues={policy ? fieldsOf(policy) : NO_LIMITS}
      validate={validate}
      declare={(fields) => declareTeamPolicy({ id: null, ...bodyOf(fields) })}
      create={async (fields, idempotencyKey) => {
        await keyPolicyApi.declare(fields, idempotencyKey);
        return null;
      }}
    >
      {(form) => <Fields form={form} />}
    </CreateDialog>
  );
}

interface EditPolicyDialogProps {
  readonly policy: KeyPolicy;
  readonly onClose: () => void;
  readonly onSaved: () => void;
}

export function EditPolicyDialog({ policy: { id, stack }, ...dialog }: EditPolicyDialogProps) {
  return (
    <EditDialog<KeyPolicy, KeyPolicyFields>
      {...dialog}
      id={id}
      stack={stack}
      title="Edit key policy"
      submit="Save"
      read={() => keyPolicyApi.read(id)}
      valuesOf={fieldsOf}
      labels={{
        max_key_lifetime: 'Longest lifetime of a key',
        require_expiry: 'Every key must expire',
        allowed_secret_deliveries: 'Allowed ways to deliver a secret',
      }}
      validate={validate}
      save={(fields, etag) => keyPolicyApi.update(id, fields, etag)}
    >
      {(form) => <Fields form={form} />}
    </EditDialog>
  );
}

function Fields({ form }: { readonly form: Form<KeyPolicyFields> }) {
  return (
    <>
      <TextInput
        label="Longest lifetime of a key"
        description="A whole number and a unit, such as 90d or 12h. Leave it empty for no limit."
        data-autofocus
        {...form.getInputProps('max_key_lifetime')}
      />
      <Checkbox
        label="Every key must expire"
        {...form.getInputProps('require_expiry', { type: 'checkbox' })}
      />
      <Checkbox.Group
        label="Allowed ways to deliver a secret"
        {...form.getInputProps('allowed_secret_deliveries')}
      >
        <Stack gap="xs" mt="xs">
          {DELIVERIES.map(({ value, label }) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </Stack>
      </Checkbox.Group>
    </>
  );
}
