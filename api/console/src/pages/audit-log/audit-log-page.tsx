import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import { api, type Schemas } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { Time, useZoneName } from '../../components/time';
import { usePreferences } from '../../preferences/preferences';
import { useMay, useTeamKey } from '../../session/session-context';
import { auditQuery, isFiltered, NO_FILTER, type AuditFilter } from './audit-filter';
import { AuditFilterFields } from './audit-filter-fields';
import { EventDialog } from './event-dialog';
import { ExportMenu } from './export-menu';
import { TargetLink } from './target-link';

type AuditEvent = Schemas['AuditEvent'];

const TITLE = 'Audit log';

/** Who did what in the team, and which attempts were refused. */
export function AuditLogPage() {
  const may = useMay();
  if (may('audit_events.read')) return <AuditLog />;
  return (
    <Page title={TITLE}>
      <EmptyState title="You may not read the audit log">
        Only owners and admins of your team may read it. Ask one of them.
      </EmptyState>
    </Page>
  );
}

function AuditLog() {
  const { zone } = usePreferences();
  const [filter, setFilter] = useState<AuditFilter>(NO_FILTER);
  const [shown, setShown] = useState<AuditEvent>();
  const query = auditQuery(filter, zone);
  const list = usePagedList(useTeamKey('audit-events', query), (page) =>
    answerOf(api.GET('/v1/audit-events', { params: { query: { ...query, ...page } } })),
  );
  const actions = useSeenActions(list.items);
  return (
    <Page
      title={TITLE}
      description="Every change in your team, and every refused attempt. Events cannot be changed or deleted."
      actions={<ExportMenu filter={filter} />}
    >
      <AuditFilterFields filter={filter} onChange={setFilter} actions={actions} />
      <ObjectList
        label={TITLE}
        columns={useColumns(setShown)}
        list={list}
        idOf={({ id }) => id}
        empty={
          isFiltered(filter) ? (
            <EmptyState title="No events found">Change or clear the filter.</EmptyState>
          ) : (
            <EmptyState title="No events yet">Each change in your team appears here.</EmptyState>
          )
        }
      />
      {shown && <EventDialog event={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

/** The suggestions remain while a filter hides the other events. */
function useSeenActions(events: readonly AuditEvent[]): readonly string[] {
  const [seen, setSeen] = useState<readonly string[]>([]);
  const fresh = new Set(
    events.map(({ action }) => action).filter((action) => !seen.includes(action)),
  );
  if (fresh.size > 0) setSeen([...seen, ...fresh].sort());
  return seen;
}

function useColumns(onShow: (event: AuditEvent) => void): readonly Column<AuditEvent>[] {
  const zone = useZoneName();
  return [
    {
      header: 'What',
      width: 'minmax(180px, 1.4fr)',
      cell: (event) => (
        <Anchor component="button" type="button" inherit onClick={() => onShow(event)}>
          {event.action}
        </Anchor>
      ),
    },
    { header: 'Who', width: 'minmax(120px, 1fr)', cell: ({ actor }) => actor.name },
    {
      header: 'Object',
      width: 'minmax(210px, 1.4fr)',
      cell: ({ target }) => <TargetLink target={target} />,
    },
    {
      header: 'Outcome',
      width: 'minmax(120px, 1fr)',
      cell: ({ outcome }) => (
        <Text span inherit {...(outcome !== 'success' && { c: 'var(--mantine-color-error)' })}>
          {outcome}
        </Text>
      ),
    },
    { header: `When (${zone})`, width: '140px', cell: ({ at }) => <Time value={at} /> },
  ];
}
