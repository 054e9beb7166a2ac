import { Stack, Table, Text } from '@mantine/core';
import type { Schemas } from '../../api/client';
import { Dialog } from '../../components/dialog';
import { FactList } from '../../components/fact-list';
import { TeamLink } from '../../components/team-link';
import { Time } from '../../components/time';
import { useSession } from '../../session/session-context';
import { changesBetween } from './changes';
import { TargetLink } from './target-link';

type AuditEvent = Schemas['AuditEvent'];

interface EventDialogProps {
  readonly event: AuditEvent;
  readonly onClose: () => void;
}

/** Everything that was recorded about one event, with the object before and after it. */
export function EventDialog({ event, onClose }: EventDialogProps) {
  const { actor, target, before, after } = event;
  const { kind } = useSession();
  const changes = changesBetween(before, after);
  return (
    <Dialog opened onClose={onClose} title={event.action} size="lg">
      <Stack gap="lg">
        <FactList
          facts={[
            ['When', <Time value={event.at} />],
            ['Who', `${actor.name} (${actor.kind.replaceAll('_', ' ')})`],
            ['Signed in with', <Id>{actor.key_id ?? actor.session_id}</Id>],
            ...(kind === 'operator' ? [teamFact(event.team_id)] : []),
            ['Object', <TargetLink target={target} />],
            ['Outcome', event.outcome],
            ['IP address', event.ip],
            ['Request ID', <Id>{event.request_id}</Id>],
            ['Event ID', <Id>{event.id}</Id>],
          ]}
        />
        {changes.length === 0 ? (
          <Text c="dimmed">No field of an object changed.</Text>
        ) : (
          <Table layout="fixed" aria-label="Before and after">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Field</Table.Th>
                <Table.Th>Before</Table.Th>
                <Table.Th>After</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map(({ field, before: old, after: now }) => (
                <Table.Tr key={field}>
                  <Value>{field}</Value>
                  <Value>{old}</Value>
                  <Value>{now}</Value>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Dialog>
  );
}

function teamFact(id: string | null) {
  return ['Team', id === null ? '-' : <TeamLink id={id} />] as const;
}

function Id({ children }: { readonly children: string | null }) {
  return <span className="kp-mono">{children ?? '-'}</span>;
}

function Value({ children = '-' }: { readonly children: string | undefined }) {
  return (
    <Table.Td valign="top">
      <Text size="sm" className="kp-lines">
        {children}
      </Text>
    </Table.Td>
  );
}
