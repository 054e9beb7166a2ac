import { Paper, Title } from '@mantine/core';
import { CodeTabs } from './code-tabs';
import type { Declaration } from './declaration';

/** The object in code, on its page. It contains no secret. */
export function AsCodePanel({ declaration }: { readonly declaration: Declaration }) {
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="code-title">
      <CodeTabs
        declaration={declaration}
        heading={
          <Title order={2} size={16} id="code-title">
            As code
          </Title>
        }
      />
    </Paper>
  );
}
