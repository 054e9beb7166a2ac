import { Anchor, Collapse, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { CodeTabs } from './code-tabs';
import type { Declaration } from './declaration';

/** What a form would create, in code. It changes with the form. */
export function DraftCode({ declaration }: { readonly declaration: Declaration }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  return (
    <Stack gap="xs" component="section" aria-label="This form as code">
      <Anchor
        component="button"
        type="button"
        size="sm"
        w="fit-content"
        aria-expanded={isOpen}
        onClick={toggle}
      >
        {isOpen ? 'Hide the code' : 'Show this as code'}
      </Anchor>
      <Collapse expanded={isOpen}>{isOpen && <CodeTabs declaration={declaration} />}</Collapse>
    </Stack>
  );
}
