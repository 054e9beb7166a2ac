import { id, instant, pageOf, pageQuery, searched, z } from '../http/wire';
import type { AuditEvent } from './audit-event';
import { AUDIT_OUTCOMES } from '../domain/audit-outcomes';

const snapshot = z.record(z.string(), z.unknown()).nullable();

export const auditEventSchema = z
  .strictObject({
    id: id('audit_event'),
    team_id: id('team').nullable(),
    at: instant,
    actor: z.strictObject({
      kind: z.enum(['member', 'service_account', 'service_key', 'operator']),
      id: z.string(),
      name: z.string(),
      key_id: z.string().nullable().openapi({
        description:
          'ID of the key, or of the federated identity, that authenticated the actor. `null` for a session.',
      }),
      session_id: z.string().nullable().openapi({
        description: 'ID of the session that authenticated the actor. `null` for a key.',
      }),
    }),
    action: z.string().openapi({ example: 'service_account.created' }),
    outcome: z
      .string()
      .openapi({ description: '`success`, or the code of the failure that refused the action.' }),
    target: z.strictObject({ kind: z.string(), id: z.string().nullable() }),
    request_id: z.string(),
    ip: z.string(),
    before: snapshot,
    after: snapshot,
  })
  .openapi('AuditEvent');

export const auditEventPageSchema = pageOf(auditEventSchema).openapi('AuditEventPage');

const exact = searched(100).optional();

export const auditEventQuerySchema = pageQuery(id('audit_event')).extend({
  target_id: exact.openapi({ description: 'Only events about the object with this ID.' }),
  action: exact.openapi({ description: 'Only events with this action, such as `role.created`.' }),
  actor_id: exact.openapi({
    description: 'Only events of the member, service account or operator with this ID.',
  }),
  outcome: z
    .enum(AUDIT_OUTCOMES)
    .optional()
    .openapi({ description: 'Only events with this outcome.' }),
  since: instant.optional().openapi({ description: 'Only events at this time or later.' }),
  until: instant.optional().openapi({ description: 'Only events before this time.' }),
});

export function auditEventToWire(event: AuditEvent): z.input<typeof auditEventSchema> {
  return {
    id: event.id,
    team_id: event.teamId,
    at: event.at.toISOString(),
    actor: {
      kind: event.actor.kind,
      id: event.actor.id,
      name: event.actor.name,
      key_id: event.actor.keyId,
      session_id: event.actor.sessionId,
    },
    action: event.action,
    outcome: event.outcome,
    target: { kind: event.target.kind, id: event.target.id },
    request_id: event.requestId,
    ip: event.ip,
    before: event.before === null ? null : { ...event.before },
    after: event.after === null ? null : { ...event.after },
  };
}
