import { TextInput } from '@mantine/core';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { declareServiceAccountKey } from '../../as-code/declare-keys';
import { CreateDialog } from '../../components/create-dialog';
import {
  ExpiryField,
  expiryBody,
  expiryFault,
  useFirstExpiry,
  type ExpiryValues,
} from '../../components/expiry-field';
import { usePreferences } from '../../preferences/preferences';
import type { Credential } from './credential-api';

interface Values extends ExpiryValues {
  readonly name: string;
}

interface AddTokenDialogProps {
  readonly credential: Credential;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

const LONGEST_NAME = 200;

/** A name that the API accepts, however long the name of the credential is. */
function proposedName(credential: string): string {
  const name = `${credential} token`;
  return name.length <= LONGEST_NAME ? name : 'token';
}

/** Adds a token to a credential and shows its secret once (S4). */
export function AddTokenDialog({ credential, ...dialog }: AddTokenDialogProps) {
  const { zone } = usePreferences();
  const bodyOf = (values: Values) => ({
    service_account_id: credential.id,
    name: values.name.trim(),
    ...expiryBody(values, zone),
  });
  const firstExpiry = useFirstExpiry();
  return (
    <CreateDialog<Values>
      {...dialog}
      title={`Add token to ${credential.name}`}
      submit="Create token and show secret"
      initialValues={{ name: proposedName(credential.name), ...firstExpiry }}
      validate={(values) => ({
        name: values.name.trim() === '' ? 'Enter a name.' : null,
        expires_at: expiryFault(values, zone),
      })}
      declare={(values) =>
        declareServiceAccountKey({ id: null, ...bodyOf(values) }, credential.name)
      }
      create={async (values, idempotencyKey) => {
        const issued = await answerOf(
          api.POST('/v1/service-account-keys', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body: bodyOf(values),
          }),
        );
        return {
          title: 'Token created',
          notice:
            'This is the only occasion when you can view the secret. After you close this box, there is no way to recover the secret.',
          values: [
            { label: 'Secret', value: issued.secret ?? '', isSecret: true },
            { label: 'Client ID', value: issued.client_id },
          ],
          done: 'Copy secret and close dialog',
          doneCopies: true,
        };
      }}
    >
      {(form) => (
        <>
          <TextInput label="Name" required maxLength={200} {...form.getInputProps('name')} />
          <ExpiryField form={form} label="Expires" />
        </>
      )}
    </CreateDialog>
  );
}
