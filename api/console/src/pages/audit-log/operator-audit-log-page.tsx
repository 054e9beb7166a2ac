import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { AuditLog, type AuditTrail } from './audit-log';

/** What the operator did, and what happened outside of every team. */
export function OperatorAuditLogPage() {
  return <AuditLog trail={OPERATOR_TRAIL} />;
}

const OPERATOR_TRAIL: AuditTrail = {
  description:
    'What the operator did in any team, and what happened outside of every team. Each team has an audit log of its own.',
  empty: 'Each change by the operator appears here.',
  isOfOperator: true,
  read: (query) => answerOf(api.GET('/v1/operator/audit-events', { params: { query } })),
};
