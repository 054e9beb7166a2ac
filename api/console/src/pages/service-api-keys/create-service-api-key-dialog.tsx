import { Autocomplete, TextInput } from '@mantine/core';
import { useEffect } from 'react';
import { api } from '../../api/client';
import { useServiceAccounts } from '../../api/lookups';
import { answerOf } from '../../api/problem';
import { declareServiceAccountKey } from '../../as-code/declare-keys';
import { CreateDialog } from '../../components/create-dialog';
import {
  ExpiryField,
  expiryBody,
  expiryFault,
  type ExpiryValues,
} from '../../components/expiry-field';
import type { Form } from '../../components/form-step';
import { periodMillis } from '../../preferences/period';
import { usePreferences } from '../../preferences/preferences';
import { localText } from '../../preferences/zone';
import { useTeamSession } from '../../session/session-context';
import type { ServiceAccountKey } from './service-account-keys';
import { labelsOf, userFault, userOf, type ServiceUser } from './service-users';
import { UserFacts } from './user-facts';

const FIRST_PERIOD = '90d';

interface Values extends ExpiryValues {
  readonly name: string;
  /** The name or the ID, because it may be typed. */
  readonly service_account_id: string;
}

interface CreateServiceApiKeyDialogProps {
  readonly opened: boolean;
  /** The key that the new one replaces. Its name and its service user are proposed. */
  readonly replaced?: ServiceAccountKey | undefined;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** Creates a key of a service user and shows it once (S5). */
export function CreateServiceApiKeyDialog(props: CreateServiceApiKeyDialogProps) {
  const { replaced, ...dialog } = props;
  const users = useServiceAccounts().data;
  const { zone } = usePreferences();
  const accountOf = (typed: string) => userOf(users ?? [], typed);
  const labels = labelsOf(users ?? []);
  const bodyOf = (values: Values) => ({
    name: values.name.trim(),
    service_account_id: accountOf(values.service_account_id)?.id ?? '',
    ...expiryBody(values, zone),
  });
  const limit = useTeamSession().whoami.team?.policy.max_key_lifetime ?? FIRST_PERIOD;
  const lifetime = Math.min(periodMillis(FIRST_PERIOD), periodMillis(limit));
  const first = new Date(Date.now() + lifetime);
  return (
    <CreateDialog<Values>
      {...dialog}
      title="Create Service API Keys"
      submit="Save & Close"
      initialValues={{
        name: replaced?.name ?? '',
        service_account_id: labels.get(replaced?.service_account_id ?? '') ?? '',
        expires_in: 'at',
        expires_at: localText(first, zone),
      }}
      validate={(values) => ({
        name: values.name.trim() === '' ? 'Enter a name that says what the key is for.' : null,
        service_account_id: userFault(users, values.service_account_id),
        expires_at: expiryFault(values, zone),
      })}
      declare={(values) => declareServiceAccountKey({ id: null, ...bodyOf(values) })}
      create={async (values, idempotencyKey) => {
        const issued = await answerOf(
          api.POST('/v1/service-account-keys', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body: bodyOf(values),
          }),
        );
        return {
          title: 'API Access Key Generated',
          notice:
            'Important: this service API key appears only once, in this dialog. When you close the dialog, you cannot retrieve the key. Copy it and save it for future use.',
          values: [{ label: 'API access key', value: issued.secret ?? '', isSecret: true }],
          done: 'Close',
        };
      }}
    >
      {(form) => (
        <>
          <TextInput
            label="Name"
            description="A name that identifies the purpose of the key."
            required
            maxLength={200}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <ServiceUserField form={form} users={users} />
          <UserFacts user={accountOf(form.values.service_account_id)} />
          <ExpiryField form={form} label="Expires" />
        </>
      )}
    </CreateDialog>
  );
}

interface ServiceUserFieldProps {
  readonly form: Form<Values>;
  /** `undefined` until they are loaded. */
  readonly users: readonly ServiceUser[] | undefined;
}

function ServiceUserField({ form, users }: ServiceUserFieldProps) {
  const isLoaded = users !== undefined;
  useEffect(() => {
    // What was refused because the service users were not loaded is judged again.
    if (isLoaded && form.errors['service_account_id'] != null)
      form.validateField('service_account_id');
  }, [isLoaded]);
  return (
    <Autocomplete
      label="Service User"
      description="Enter the name of the service user, or choose one."
      required
      data={[...labelsOf(users ?? []).values()]}
      {...form.getInputProps('service_account_id')}
    />
  );
}
