import { Paper } from '@mantine/core';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { EmptyState } from '../../components/object-list';
import { Page } from '../../components/page';
import { useMay } from '../../session/session-context';
import { AuditLog, TITLE, type AuditTrail } from './audit-log';

/** Who did what in the team, and which attempts were refused. */
export function AuditLogPage() {
  const may = useMay();
  if (may('audit_events.read')) return <AuditLog trail={TEAM_TRAIL} />;
  return (
    <Page title={TITLE}>
      <Paper withBorder p="xl">
        <EmptyState title="You may not read the audit log">
          Only owners and admins of your team may read it. Ask one of them.
        </EmptyState>
      </Paper>
    </Page>
  );
}

const TEAM_TRAIL: AuditTrail = {
  description:
    'Every change in your team, and every refused attempt. Events cannot be changed or deleted.',
  empty: 'Each change in your team appears here.',
  read: (query) => answerOf(api.GET('/v1/audit-events', { params: { query } })),
};
