import { Anchor, Checkbox, Collapse, ScrollArea, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTerms } from '../api/lookups';
import type { Form } from './form-step';
import { ProblemAlert } from './problem-alert';

export interface TermsValues extends Record<string, unknown> {
  /** The version that was agreed to, or nothing. */
  readonly accept_terms: string;
}

export const termsFault = ({ accept_terms }: TermsValues): string | null =>
  accept_terms === '' ? 'Read the agreement, then agree to it to continue.' : null;

/** The risk agreement, which is asked for and recorded at every creation. */
export function TermsField<V extends TermsValues>({ form }: { readonly form: Form<V> }) {
  const terms = useTerms();
  const [isOpen, { toggle }] = useDisclosure(false);
  if (terms.error !== null) {
    return <ProblemAlert error={terms.error} retry={() => void terms.refetch()} />;
  }
  const { value, error } = form.getInputProps('accept_terms') as { value: string; error?: string };
  const version = terms.data?.version ?? '';
  return (
    <Stack gap="xs">
      <Checkbox
        label="I have agreed to the agreement and understand the associated risks"
        disabled={terms.data === undefined}
        checked={value !== ''}
        error={error}
        aria-invalid={error !== undefined}
        onChange={({ currentTarget }) =>
          form.setFieldValue('accept_terms', (currentTarget.checked ? version : '') as never)
        }
      />
      <Anchor
        component="button"
        type="button"
        size="sm"
        w="fit-content"
        aria-expanded={isOpen}
        onClick={toggle}
      >
        {isOpen ? 'Hide the agreement' : 'Read the agreement'}
      </Anchor>
      <Collapse expanded={isOpen}>
        <ScrollArea.Autosize mah={180} type="auto" viewportProps={{ tabIndex: 0 }}>
          <Text size="sm" c="dimmed" className="kp-lines">
            {terms.data?.text}
          </Text>
          <Text size="xs" c="dimmed" mt="xs">
            Version {version}
          </Text>
        </ScrollArea.Autosize>
      </Collapse>
    </Stack>
  );
}
