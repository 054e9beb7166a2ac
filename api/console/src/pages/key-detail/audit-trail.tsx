import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { ObjectList, type Column } from '../../components/object-list';
import { Time, useZoneName } from '../../components/time';
import { useMay, useTeamKey } from '../../session/session-context';
import { EventDialog } from '../audit-log/event-dialog';

type AuditEvent = Schemas['AuditEvent'];

/** What happened to one object. */
export function AuditTrail({ id }: { readonly id: string }) {
  const may = useMay();
  if (!may('audit_events.read')) return null;
  return (
    <Stack gap="sm" component="section" aria-labelledby="audit-title">
      <Title order={2} size={16} id="audit-title">
        Audit trail
      </Title>
      <Events id={id} />
    </Stack>
  );
}

function Events({ id }: { readonly id: string }) {
  const zone = useZoneName();
  const [shown, setShown] = useState<AuditEvent>();
  const list = usePagedList(useTeamKey('audit-events', 'of', id), (page) =>
    answerOf(api.GET('/v1/audit-events', { params: { query: { ...page, target_id: id } } })),
  );
  const columns: readonly Column<AuditEvent>[] = [
    {
      header: 'What',
      width: 'minmax(180px, 1.5fr)',
      cell: (event) => (
        <Anchor component="button" type="button" inherit onClick={() => setShown(event)}>
          {event.action}
        </Anchor>
      ),
    },
    { header: 'Who', width: 'minmax(140px, 1fr)', cell: ({ actor }) => actor.name },
    { header: 'Outcome', width: 'minmax(120px, 1fr)', cell: ({ outcome }) => outcome },
    { header: `When (${zone})`, width: '160px', cell: ({ at }) => <Time value={at} /> },
  ];
  return (
    <>
      <ObjectList
        label="Audit trail"
        columns={columns}
        list={list}
        idOf={(event) => event.id}
        empty={<Text c="dimmed">Nothing is recorded about this object.</Text>}
      />
      {shown && <EventDialog event={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}
