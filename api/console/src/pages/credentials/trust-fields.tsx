import { Anchor, Checkbox, Collapse, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { BASE_URL } from '../../api/client';
import type { Form } from '../../components/form-step';
import { ClaimsField } from './claims-field';
import type { Claim, TrustValues } from './trust-values';

interface FieldsProps<V extends TrustValues> {
  readonly form: Form<V>;
}

export function IssuerField<V extends TrustValues>({ form }: FieldsProps<V>) {
  return (
    <TextInput
      label="Issuer"
      description="The URL in the iss claim of the tokens."
      required
      maxLength={500}
      autoComplete="off"
      inputMode="url"
      {...form.getInputProps('issuer')}
    />
  );
}

/** The subject and the claims, as the API has them. */
export function ConditionFields<V extends TrustValues>({ form }: FieldsProps<V>) {
  const { value, onChange, error } = form.getInputProps('claims') as {
    value: readonly Claim[];
    onChange: (claims: readonly Claim[]) => void;
    error?: string;
  };
  return (
    <>
      <TextInput
        label="Subject"
        description="The sub claim of the tokens. A * stands for any characters except / and :. The first three parts cannot contain a *."
        placeholder="repo:acme/app:ref:refs/heads/main"
        maxLength={500}
        autoComplete="off"
        {...form.getInputProps('subject_pattern')}
      />
      <ClaimsField value={value} onChange={onChange} error={error} />
    </>
  );
}

/** What few pipelines need. It opens by itself if something in it is wrong. */
export function MoreFields<V extends TrustValues>({ form }: FieldsProps<V>) {
  const [isChosen, { toggle }] = useDisclosure(false);
  const isOpen = isChosen || form.errors['audience'] != null;
  return (
    <Stack gap="sm">
      <Anchor
        component="button"
        type="button"
        size="sm"
        w="fit-content"
        aria-expanded={isOpen}
        onClick={toggle}
      >
        {isOpen ? 'Fewer settings' : 'More settings'}
      </Anchor>
      <Collapse expanded={isOpen}>
        {isOpen && (
          <Stack gap="md">
            <TextInput
              label="Audience"
              description={
                'The aud claim of the tokens. Leave it empty to use the address of this Keyplane.'
              }
              placeholder={BASE_URL}
              maxLength={255}
              autoComplete="off"
              {...form.getInputProps('audience')}
            />
            <Checkbox
              label="Trust pull requests and merge requests"
              description="Anyone who can open a pull request or merge request decides which code runs."
              {...form.getInputProps('allow_pull_requests', { type: 'checkbox' })}
            />
            <Checkbox
              label="Each token works only once"
              description="A job that exchanges its token twice needs a second token."
              {...form.getInputProps('replay_protection', { type: 'checkbox' })}
            />
          </Stack>
        )}
      </Collapse>
    </Stack>
  );
}
