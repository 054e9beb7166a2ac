import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { declareServiceKeyToken } from '../../as-code/declare-keys';
import { CreateDialog } from '../../components/create-dialog';
import { longestExpiry, LongestExpiryNote } from '../../components/expiry-field';
import { nameFault, NameField } from '../../components/name-field';
import { TermsField, termsFault } from '../../components/terms-field';
import { useTeamSession } from '../../session/session-context';
import type { ServiceKey } from './service-key-api';

interface PersonalTokenDialogProps {
  readonly serviceKey: ServiceKey;
  readonly onClose: () => void;
  readonly onCreated: () => void;
}

/** Generates a token of the person for a key. It can be copied or downloaded once (S3). */
export function PersonalTokenDialog(props: PersonalTokenDialogProps) {
  const { serviceKey, ...dialog } = props;
  const { policy } = useTeamSession().whoami.team ?? {};
  const bodyOf = (values: { readonly name: string; readonly accept_terms: string }) => ({
    ...values,
    service_key_id: serviceKey.id,
    kind: 'personal' as const,
    ...longestExpiry(policy),
  });
  return (
    <CreateDialog
      opened
      {...dialog}
      title={`Generate personal token for ${serviceKey.name}`}
      submit="Generate personal token"
      initialValues={{ name: `${serviceKey.name}-personal`.slice(0, 64), accept_terms: '' }}
      validate={(values) => ({
        name: nameFault(values.name),
        accept_terms: termsFault(values),
      })}
      declare={(values) => declareServiceKeyToken({ id: null, ...bodyOf(values) }, serviceKey.name)}
      create={async (values, idempotencyKey) => {
        const issued = await answerOf(
          api.POST('/v1/service-key-tokens', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body: bodyOf(values),
          }),
        );
        return {
          title: 'Personal token generated',
          notice:
            'PLEASE NOTE: After clicking CLOSE, your token will no longer be available to view, copy or download. Keep it in a safe place.',
          values: [{ label: 'Personal token', value: issued.secret ?? '', isSecret: true }],
          done: 'CLOSE',
          fileName: `${serviceKey.name}-token.txt`,
        };
      }}
    >
      {(form) => (
        <>
          <NameField data-autofocus {...form.getInputProps('name')} />
          <LongestExpiryNote />
          <TermsField form={form} />
        </>
      )}
    </CreateDialog>
  );
}
