import { Anchor, Box, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

interface PageProps {
  readonly title: string;
  /** The list to which the object of this page belongs. */
  readonly parent?: { readonly to: string; readonly label: string };
  readonly description?: ReactNode;
  /** The one primary action of the page, and others before it. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: a title, one sentence about it, and its actions at the top right. */
export function Page({ title, parent, description, actions, children }: PageProps) {
  useDocumentTitle(`${title} · Keyplane`);
  return (
    <Box maw={1152} mx="auto" px={{ base: 16, sm: 24 }} py={{ base: 20, sm: 32 }}>
      <Group justify="space-between" align="flex-start" mb="lg" gap="md">
        <Stack gap={4} maw={720} miw={0}>
          {parent && (
            <Anchor
              component={Link}
              to={parent.to}
              activeOptions={{ exact: true }}
              size="sm"
              w="fit-content"
            >
              {parent.label}
            </Anchor>
          )}
          <Title order={1} size={22} lh={1.3} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {description && (
            <Text c="dimmed" size="md">
              {description}
            </Text>
          )}
        </Stack>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Box>
  );
}
