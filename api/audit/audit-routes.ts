import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import type { z } from '../http/wire';
import type { AuditFilter } from './audit-event';
import { auditEventPageSchema, auditEventQuerySchema, auditEventToWire } from './audit-schemas';
import type { AuditService } from './audit-service';

const ABOUT =
  'Newest first. The trail contains every change, and every refused attempt of a known caller.';

export function createAuditEndpoints(service: AuditService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listAuditEvents',
      method: 'get',
      path: '/v1/audit-events',
      tag: 'Audit',
      summary: "List the team's audit events",
      description: ABOUT,
      access: 'audit_events.read',
      query: auditEventQuerySchema,
      status: 200,
      response: auditEventPageSchema,
      async handle({ caller, query }) {
        const asked = pageRequestOf('listAuditEvents', { caller, query });
        const page = await service.list(caller, filterOf(query), asked);
        return { body: pageToWire(page, asked, auditEventToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'listOperatorAuditEvents',
      method: 'get',
      path: '/v1/operator/audit-events',
      tag: 'Operator',
      summary: "List the operator's audit events",
      description: `${ABOUT} It contains events outside of any team, and what an operator did in a team.`,
      access: 'operator',
      query: auditEventQuerySchema,
      status: 200,
      response: auditEventPageSchema,
      async handle({ caller, query }) {
        const asked = pageRequestOf('listOperatorAuditEvents', { caller, query });
        const page = await service.list(caller, filterOf(query), asked);
        return { body: pageToWire(page, asked, auditEventToWire) };
      },
    }),
  ];
}

function filterOf(query: z.output<typeof auditEventQuerySchema>): AuditFilter {
  return {
    targetId: query.target_id,
    action: query.action,
    actorId: query.actor_id,
    outcome: query.outcome,
    since: query.since === undefined ? undefined : new Date(query.since),
    until: query.until === undefined ? undefined : new Date(query.until),
  };
}
