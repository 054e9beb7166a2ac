import { Checkbox } from '@mantine/core';
import { api } from '../../api/client';
import { useMemberName } from '../../api/lookups';
import { answerOf } from '../../api/problem';
import { declareServiceKey } from '../../as-code/declare-team';
import { CreateDialog } from '../../components/create-dialog';
import { DescriptionField } from '../../components/described-fields';
import { longestExpiry } from '../../components/expiry-field';
import { MembersField } from '../../components/members-field';
import { nameFault, NameField } from '../../components/name-field';
import { TermsField, termsFault } from '../../components/terms-field';
import { useTeamSession } from '../../session/session-context';
import type { EnabledService } from './service-key-api';
import { servicesFault } from './service-rules';
import { ServicesField } from './services-field';

interface CreateServiceKeyDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

const FIRST_VALUES = {
  name: '',
  description: '',
  member_ids: [] as string[],
  services: [] as EnabledService[],
  notify: true,
  shared_token: true,
  accept_terms: '',
};

/** Creates a paid service key, and on request its first shared token, which is shown once (S3). */
export function CreateServiceKeyDialog(dialog: CreateServiceKeyDialogProps) {
  const { policy } = useTeamSession().whoami.team ?? {};
  const memberName = useMemberName();
  const tokenOf = (name: string) => ({ name, ...longestExpiry(policy) });
  return (
    <CreateDialog
      {...dialog}
      title="Create new key"
      submit="Create key"
      initialValues={FIRST_VALUES}
      validate={(values) => ({
        name: nameFault(values.name),
        services: servicesFault(values.services),
        accept_terms: termsFault(values),
      })}
      declare={({ shared_token: withToken, description, ...values }) =>
        declareServiceKey(
          {
            ...values,
            id: null,
            plan: 'paid',
            description: description.trim() || null,
            shared_token: withToken ? tokenOf(values.name) : null,
          },
          memberName,
        )
      }
      create={async ({ shared_token: withToken, description, ...values }, idempotencyKey) => {
        const created = await answerOf(
          api.POST('/v1/service-keys', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body: {
              ...values,
              description: description.trim() || null,
              ...(withToken && {
                shared_token: tokenOf(values.name),
              }),
            },
          }),
        );
        if (created.shared_token?.secret == null) return null;
        return {
          title: 'Service key created',
          notice:
            'The shared token of the new key is shown only now. Copy it or download it before you close this dialog.',
          values: [{ label: 'Shared token', value: created.shared_token.secret, isSecret: true }],
          done: 'CLOSE',
          fileName: `${created.name}-token.txt`,
        };
      }}
    >
      {(form) => (
        <>
          <NameField data-autofocus {...form.getInputProps('name')} />
          <DescriptionField {...form.getInputProps('description')} />
          <MembersField label="Users" {...form.getInputProps('member_ids')} />
          <Checkbox
            label="Notify the users of their new key"
            {...form.getInputProps('notify', { type: 'checkbox' })}
          />
          <ServicesField
            value={form.values.services}
            onChange={(services) => form.setFieldValue('services', services)}
            error={form.errors['services']}
          />
          <Checkbox
            label="Create a shared token for an application now"
            {...form.getInputProps('shared_token', { type: 'checkbox' })}
          />
          <TermsField form={form} />
        </>
      )}
    </CreateDialog>
  );
}
