import { Anchor, Text } from '@mantine/core';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { usePagedList } from '../../api/paged-list';
import { EmptyState, ObjectList, type Column } from '../../components/object-list';
import { Page } from '../../components/page';
import { TeamLink } from '../../components/team-link';
import { Time, useZoneName } from '../../components/time';
import { usePreferences } from '../../preferences/preferences';
import { useTeamKey } from '../../session/session-context';
import { ActorField } from './actor-field';
import { auditQuery, isFiltered, NO_FILTER, type AuditFilter } from './audit-filter';
import { AuditFilterFields } from './audit-filter-fields';
import { EventDialog } from './event-dialog';
import type { ReadEvents } from './export-events';
import { ExportMenu } from './export-menu';
import { TargetLink } from './target-link';

type AuditEvent = Schemas['AuditEvent'];

export const TITLE = 'Audit log';

/** A trail, and how its page describes it. */
export interface AuditTrail {
  readonly description: string;
  readonly empty: string;
  /** Whether its events are of several teams. */
  readonly isOfOperator?: boolean;
  readonly read: ReadEvents;
}

/** A list of events, which can be filtered and exported. */
export function AuditLog({ trail }: { readonly trail: AuditTrail }) {
  const { description, empty, isOfOperator = false, read } = trail;
  const { zone } = usePreferences();
  const [filter, setFilter] = useState<AuditFilter>(NO_FILTER);
  const [shown, setShown] = useState<AuditEvent>();
  const query = auditQuery(filter, zone);
  const list = usePagedList(useTeamKey('audit-events', query), (page) =>
    read({ ...query, ...page }),
  );
  const actions = useSeenActions(list.items);
  return (
    <Page
      title={TITLE}
      description={description}
      actions={<ExportMenu filter={filter} read={read} />}
    >
      <AuditFilterFields
        filter={filter}
        onChange={setFilter}
        actions={actions}
        // The operator does not see who is in a team.
        whoField={isOfOperator ? null : ActorField}
      />
      <ObjectList
        label={TITLE}
        columns={useColumns(setShown, isOfOperator)}
        list={list}
        idOf={({ id }) => id}
        empty={
          isFiltered(filter) ? (
            <EmptyState title="No events found">Change or clear the filter.</EmptyState>
          ) : (
            <EmptyState title="No events yet">{empty}</EmptyState>
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

function useColumns(
  onShow: (event: AuditEvent) => void,
  showsTeam: boolean,
): readonly Column<AuditEvent>[] {
  const zone = useZoneName();
  return [
    {
      header: 'What',
      width: 'minmax(150px, 1.4fr)',
      cell: (event) => (
        <Anchor component="button" type="button" inherit onClick={() => onShow(event)}>
          {event.action}
        </Anchor>
      ),
    },
    { header: 'Who', width: 'minmax(100px, 1fr)', cell: ({ actor }) => actor.name },
    ...(showsTeam ? [TEAM_COLUMN] : []),
    {
      header: 'Object',
      width: 'minmax(190px, 1.4fr)',
      cell: ({ target }) => <TargetLink target={target} />,
    },
    {
      header: 'Outcome',
      width: 'minmax(90px, 1fr)',
      cell: ({ outcome }) => (
        <Text span inherit {...(outcome !== 'success' && { c: 'var(--mantine-color-error)' })}>
          {outcome}
        </Text>
      ),
    },
    { header: `When (${zone})`, width: '140px', cell: ({ at }) => <Time value={at} /> },
  ];
}

const TEAM_COLUMN: Column<AuditEvent> = {
  header: 'Team',
  width: 'minmax(120px, 1fr)',
  cell: ({ team_id: id }) => (id === null ? '-' : <TeamLink id={id} />),
};
