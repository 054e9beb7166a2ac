import { Code, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { BASE_URL } from '../api/client';
import { CopyTextButton } from '../components/copy-button';
import { curlOf } from './curl';
import type { Declaration } from './declaration';
import { hclOf } from './hcl';
import { typeScriptOf } from './typescript';

type Language = 'hcl' | 'typescript' | 'api';

const LANGUAGES: { value: Language; label: string }[] = [
  { value: 'hcl', label: 'HCL' },
  { value: 'typescript', label: 'TypeScript' },
  { value: 'api', label: 'API' },
];

const NOTES: Readonly<Record<Language, string>> = {
  hcl: 'Add this to your configuration and run terraform plan. The plan imports the object and changes nothing.',
  typescript: 'Add this to the constructor of your stack. The plan imports the object.',
  api: 'This call creates another object like this one.',
};

/** The object in code, ready to copy. It contains no secret. */
export function AsCodePanel({ declaration }: { readonly declaration: Declaration }) {
  const [language, setLanguage] = useState<Language>('hcl');
  const code = {
    hcl: hclOf(declaration),
    typescript: typeScriptOf(declaration),
    api: curlOf(declaration, BASE_URL),
  }[language];
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="code-title">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size={16} id="code-title">
            As code
          </Title>
          <Group gap="sm">
            <SegmentedControl
              aria-label="Language"
              size="xs"
              data={LANGUAGES}
              value={language}
              onChange={(chosen) => setLanguage(chosen as Language)}
            />
            {code !== null && (
              <CopyTextButton key={language} label="the code" value={code} size="xs" />
            )}
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {code === null
            ? 'The construct library has no construct for this object.'
            : NOTES[language]}
        </Text>
        {code !== null && (
          <Code block tabIndex={0} role="region" aria-label="Code">
            {code}
          </Code>
        )}
      </Stack>
    </Paper>
  );
}
