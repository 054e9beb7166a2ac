import { List, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { times } from '../../components/blast-radius';
import { ProblemAlert } from '../../components/problem-alert';
import { Time } from '../../components/time';
import { useTeamKey } from '../../session/session-context';
import { UsagePlot } from './usage-plot';

/** Keyplane keeps the uses of this many days. */
const DAYS = 90;
const DAY_MILLIS = 86_400_000;

function lastDays() {
  const day = (millis: number) => new Date(millis).toISOString().slice(0, 10);
  return { from: day(Date.now() - (DAYS - 1) * DAY_MILLIS), to: day(Date.now()) };
}

/** How often the key was used on each of the last 90 days, and by whom. */
export function UsageSection({ id }: { readonly id: string }) {
  const usage = useQuery({
    queryKey: useTeamKey('usage', id, 'series'),
    queryFn: () =>
      answerOf(
        api.GET('/v1/keys/{key_id}/usage', { params: { path: { key_id: id }, query: lastDays() } }),
      ),
  });
  const { data } = usage;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="usage-title">
      <Stack gap="sm">
        <Title order={2} size={16} id="usage-title">
          Uses a day
        </Title>
        {usage.error !== null && (
          <ProblemAlert error={usage.error} retry={() => void usage.refetch()} />
        )}
        {usage.isPending && <Skeleton height={180} />}
        {data !== undefined && data.uses === 0 && (
          <Text c="dimmed">
            {data.last_used_at === null
              ? 'This key has never been used.'
              : 'This key was not used in the last 90 days.'}
          </Text>
        )}
        {data !== undefined && data.uses > 0 && (
          <>
            <UsagePlot points={data.points} />
            <Title order={3} size={14}>
              Callers
            </Title>
            <List size="sm">
              {data.callers.map((caller) => (
                <List.Item key={caller.id}>
                  {caller.name ?? caller.id}: {times(caller.uses)}, last{' '}
                  <Time value={caller.last_used_at} as="relative" />
                </List.Item>
              ))}
              {data.other_callers > 0 && <List.Item>{data.other_callers} more callers</List.Item>}
            </List>
          </>
        )}
      </Stack>
    </Paper>
  );
}
