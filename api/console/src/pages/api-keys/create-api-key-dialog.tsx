import { NativeSelect, SegmentedControl, Stack, Text } from '@mantine/core';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { declareServiceKeyToken } from '../../as-code/declare-keys';
import { CreateDialog } from '../../components/create-dialog';
import type { Form } from '../../components/form-step';
import { longestExpiry, LongestExpiryNote } from '../../components/expiry-field';
import { nameFault, NameField } from '../../components/name-field';
import { TermsField, termsFault, type TermsValues } from '../../components/terms-field';
import { useMay, useTeamSession } from '../../session/session-context';

type ServiceKey = Schemas['ServiceKey'];
type Kind = 'personal' | 'shared';

interface Values extends TermsValues {
  readonly name: string;
  readonly service_key_id: string;
  readonly kind: Kind;
}

interface CreateApiKeyDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onCreated: () => void;
  readonly serviceKeys: readonly ServiceKey[];
}

/** Creates a token of a service key and shows it once (S2). */
export function CreateApiKeyDialog(props: CreateApiKeyDialogProps) {
  const { serviceKeys, ...dialog } = props;
  const may = useMay();
  const { membership, whoami } = useTeamSession();
  const { member } = membership;
  const kinds: readonly Kind[] = may('service_key_tokens.manage')
    ? ['shared', 'personal']
    : ['personal'];
  const initial = firstChoice(serviceKeys, kinds, member.id);
  const bodyOf = (values: Values) => ({ ...values, ...longestExpiry(whoami.team?.policy) });
  return (
    <CreateDialog<Values>
      {...dialog}
      title="Create API Key"
      submit="OK"
      initialValues={{ name: '', accept_terms: '', ...initial }}
      validate={(values) => ({
        name: nameFault(values.name),
        service_key_id: keyFault(values, serviceKeys, member.id),
        accept_terms: termsFault(values),
      })}
      declare={(values) =>
        declareServiceKeyToken(
          { id: null, ...bodyOf(values) },
          serviceKeys.find(({ id }) => id === values.service_key_id)?.name,
        )
      }
      create={async (values, idempotencyKey) => {
        const issued = await answerOf(
          api.POST('/v1/service-key-tokens', {
            params: { header: { 'Idempotency-Key': idempotencyKey } },
            body: bodyOf(values),
          }),
        );
        return {
          title: 'API key created',
          notice:
            'The complete API key is shown only now. Copy it and save it before you close this dialog.',
          values: [{ label: 'API Key', value: issued.secret ?? '', isSecret: true }],
          done: 'OK',
        };
      }}
    >
      {(form) => (
        <>
          <NameField data-autofocus {...form.getInputProps('name')} />
          <NativeSelect
            label="Service key"
            description="The services that the API key may call are those of its service key."
            data={serviceKeys.map(({ id, name, plan }) => ({
              value: id,
              label: plan === 'free' ? `${name} (free service key)` : name,
            }))}
            {...form.getInputProps('service_key_id')}
          />
          {kinds.length > 1 && <KindField form={form} />}
          <LongestExpiryNote />
          <TermsField form={form} />
        </>
      )}
    </CreateDialog>
  );
}

const KIND_TEXTS: Readonly<Record<Kind, string>> = {
  shared: 'For an application. It remains valid if you leave the team.',
  personal: 'For you alone. It ends if you are no longer assigned to the service key.',
};

function KindField({ form }: { readonly form: Form<Values> }) {
  return (
    <Stack gap={4}>
      <SegmentedControl
        aria-label="Kind"
        data={[
          { value: 'shared', label: 'Shared' },
          { value: 'personal', label: 'Personal' },
        ]}
        {...form.getInputProps('kind')}
      />
      <Text size="xs" c="dimmed">
        {KIND_TEXTS[form.values.kind]}
      </Text>
    </Stack>
  );
}

/** The free key if it can be used; otherwise the first key that can. */
function firstChoice(serviceKeys: readonly ServiceKey[], kinds: readonly Kind[], memberId: string) {
  const kind = kinds[0] ?? 'personal';
  const usable = serviceKeys.filter((key) => kind === 'shared' || isAssigned(key, memberId));
  const chosen = usable.find(({ plan }) => plan === 'free') ?? usable[0];
  return { kind, service_key_id: chosen?.id ?? '' };
}

const isAssigned = ({ member_ids }: ServiceKey, memberId: string) => member_ids.includes(memberId);

function keyFault(
  { kind, service_key_id }: Values,
  serviceKeys: readonly ServiceKey[],
  memberId: string,
): string | null {
  const chosen = serviceKeys.find(({ id }) => id === service_key_id);
  if (chosen === undefined) return 'Choose a service key.';
  if (kind === 'shared' || isAssigned(chosen, memberId)) return null;
  return 'You are not assigned to this service key, so you cannot have a personal API key of it.';
}
