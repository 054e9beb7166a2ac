import { Anchor, Group, List, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { KeyLink } from '../../components/key-link';
import { ProblemAlert } from '../../components/problem-alert';
import { Time } from '../../components/time';
import type { Finding } from './attention';
import { useState } from 'react';

const MOST_SHOWN = 5;

interface AttentionSectionProps {
  readonly title: string;
  readonly query: Pick<UseQueryResult, 'error' | 'refetch'>;
  /** `undefined` while it is not known. */
  readonly found: readonly Finding[] | undefined;
  /** Before the time of a finding: `expires`. */
  readonly verb: string;
  /** Instead of a time, if there is none. */
  readonly noTime?: string;
  /** What it means that nothing was found. */
  readonly nothing: string;
}

/** Keys with one kind of problem. */
export function AttentionSection(props: AttentionSectionProps) {
  const { title, query, found, verb, noTime = '', nothing } = props;
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? found : found?.slice(0, MOST_SHOWN);
  const hidden = (found?.length ?? 0) - (shown?.length ?? 0);
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="xs">
        <Group gap="xs">
          <Title order={2} size={16}>
            {title}
          </Title>
          {found && found.length > 0 && <Text c="dimmed">{found.length}</Text>}
        </Group>
        {query.error && <ProblemAlert error={query.error} retry={() => void query.refetch()} />}
        {!query.error && found === undefined && <Skeleton height={22} />}
        {found?.length === 0 && <Text c="dimmed">{nothing}</Text>}
        {shown && shown.length > 0 && (
          <List>
            {shown.map(({ id, name, at }) => (
              <List.Item key={id} style={{ overflowWrap: 'anywhere' }}>
                <KeyLink id={id} isInText>
                  {name}
                </KeyLink>
                {', '}
                {at === null ? (
                  noTime
                ) : (
                  <>
                    {verb} <Time value={at} as="relative" />
                  </>
                )}
              </List.Item>
            ))}
          </List>
        )}
        {hidden > 0 && (
          <Anchor
            component="button"
            type="button"
            onClick={() => setShowsAll(true)}
            w="fit-content"
          >
            Show {hidden} more
          </Anchor>
        )}
      </Stack>
    </Paper>
  );
}
