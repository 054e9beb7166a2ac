import { Code, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
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

interface Shown {
  readonly note: string;
  readonly code: string | null;
}

const SHOWN: Readonly<Record<Language, (declaration: Declaration) => Shown>> = {
  hcl: (declaration) => ({
    note:
      declaration.id === null
        ? 'Add this to your configuration and run terraform apply, instead of creating it here.'
        : 'Add this to your configuration and run terraform plan. The plan imports the object and changes nothing.',
    code: hclOf(declaration),
  }),
  typescript: (declaration) => {
    const { id, construct } = declaration;
    if (typeof construct === 'string') return { note: construct, code: null };
    const imported = id === null ? '' : ' The plan imports the object.';
    return {
      note: `Add this to the constructor of your stack.${imported}`,
      code: typeScriptOf(declaration, construct),
    };
  },
  api: ({ id, call }) => {
    if (typeof call === 'string') return { note: call, code: null };
    const created =
      id === null
        ? 'This call creates the object.'
        : 'This call creates another object like this one.';
    return { note: call.note ?? created, code: curlOf(call, BASE_URL) };
  },
};

interface CodeTabsProps {
  readonly declaration: Declaration;
  readonly heading?: ReactNode;
}

/** An object in three languages, ready to copy. */
export function CodeTabs({ declaration, heading }: CodeTabsProps) {
  const [language, setLanguage] = useState<Language>('hcl');
  const { note, code } = SHOWN[language](declaration);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        {heading}
        <Group gap="sm">
          <SegmentedControl
            aria-label="Language"
            size="xs"
            data={LANGUAGES}
            value={language}
            onChange={(chosen) => setLanguage(chosen as Language)}
          />
          {code !== null && <CopyTextButton key={code} label="the code" value={code} size="xs" />}
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {note}
      </Text>
      {code !== null && (
        <Code block tabIndex={0} role="region" aria-label="Code">
          {code}
        </Code>
      )}
    </Stack>
  );
}
