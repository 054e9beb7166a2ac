import { TextInput } from '@mantine/core';
import { CreateDialog } from '../../../components/create-dialog';
import {
  expiryBody,
  expiryFault,
  ExpiryField,
  type ExpiryValues,
} from '../../../components/expiry-field';
import { usePreferences } from '../../../preferences/preferences';
import { operatorKeyApi, revealOf } from './operator-key-api';

interface CreateOperatorKeyDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

interface Fields extends ExpiryValues {
  readonly description: string;
}

/** Nobody is warned before a key of the operator expires, so the dialog proposes no expiry. */
const FIRST: Fields = { description: '', expires_in: 'never', expires_at: '' };

export function CreateOperatorKeyDialog(dialog: CreateOperatorKeyDialogProps) {
  const { zone } = usePreferences();
  return (
    <CreateDialog<Fields>
      {...dialog}
      title="Create operator key"
      submit="Create key"
      initialValues={FIRST}
      validate={(values) => ({
        description:
          values.description.trim() === '' ? 'Enter who has the key, and what it is for.' : null,
        expires_at: expiryFault(values, zone),
      })}
      create={async (values, idempotencyKey) =>
        revealOf(
          await operatorKeyApi.create(
            { description: values.description.trim(), ...expiryBody(values, zone) },
            idempotencyKey,
          ),
        )
      }
    >
      {(form) => (
        <>
          <TextInput
            label="Description"
            description="Who has the key, and what it is for."
            placeholder="For example: Ada, on call"
            required
            maxLength={2000}
            data-autofocus
            {...form.getInputProps('description')}
          />
          <ExpiryField form={form} />
        </>
      )}
    </CreateDialog>
  );
}
