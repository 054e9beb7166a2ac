import { Alert, List, Skeleton, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../api/client';
import { answerOf } from '../api/problem';
import { useTeamKey } from '../session/session-context';
import { ProblemAlert } from './problem-alert';
import { Time } from './time';

const DAYS = 30;

interface BlastRadiusProps {
  /** Keys, service accounts, roles, service keys or members that end or lose something. */
  readonly ids: readonly string[];
  /** The noun for one of them. */
  readonly noun: string;
}

/** Who would stop working: what called recently, how often, and when last. */
export function BlastRadius({ ids, noun }: BlastRadiusProps) {
  const usage = useQuery({
    queryKey: useTeamKey('usage', ids, DAYS),
    queryFn: () =>
      answerOf(api.POST('/v1/usage/query', { body: { ids: [...ids], within: `${DAYS}d` } })),
  });
  if (usage.error !== null) {
    const title = `It is not known what used this ${noun} recently`;
    return <ProblemAlert title={title} error={usage.error} retry={() => void usage.refetch()} />;
  }
  if (usage.data === undefined) return <Skeleton height={60} />;
  const used = usage.data.items.filter(({ last_used_at }) => last_used_at !== null);
  if (used.length === 0) {
    return <Text c="dimmed">This {noun} has never been used.</Text>;
  }
  return (
    <>
      {used.map((item) => (
        <Use key={item.id} usage={item} noun={noun} />
      ))}
    </>
  );
}

function Use({ usage, noun }: { readonly usage: Schemas['Usage']; readonly noun: string }) {
  if (usage.uses === 0) {
    return (
      <Text c="dimmed">
        This {noun} was last used <Time value={usage.last_used_at} as="relative" />, and not in the
        last {DAYS} days.
      </Text>
    );
  }
  return (
    <Alert color="yellow" icon={<IconAlertTriangle />} title={`This ${noun} is in use`}>
      <Text size="sm" mb={4}>
        Last used <Time value={usage.last_used_at} as="relative" />, and {times(usage.uses)} in the
        last {DAYS} days, by:
      </Text>
      <List size="sm">
        {usage.callers.map((caller) => (
          <List.Item key={caller.id}>
            {caller.name ?? caller.id}: {times(caller.uses)}, last{' '}
            <Time value={caller.last_used_at} as="relative" />
          </List.Item>
        ))}
        {usage.other_callers > 0 && <List.Item>{usage.other_callers} more callers</List.Item>}
      </List>
    </Alert>
  );
}

/** A number of uses, in a sentence. */
export const times = (count: number) =>
  count === 1 ? 'once' : `${count.toLocaleString('en-US')} times`;
