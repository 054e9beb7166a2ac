import type { AuditChange, AuditTrail } from '../domain/audit-trail';
import type { Principal } from '../domain/principal';
import type { RequestOrigin } from '../http/endpoint';
import type { LiveSession } from './live-sessions';
import { memberPrincipal } from './session-principal';

/** Records what concerns a session as a whole in the trail of every team that the session reaches. */
export async function auditOfSession(
  audit: Pick<AuditTrail, 'record'>,
  { session, members, operator }: LiveSession,
  { requestId, ip }: RequestOrigin,
  change: AuditChange,
): Promise<void> {
  const principals: readonly Principal[] =
    operator === null ? members.map((member) => memberPrincipal(member, session)) : [operator];
  for (const principal of principals) {
    await audit.record({ principal, requestId, ip, stack: null, run: null }, change);
  }
}
