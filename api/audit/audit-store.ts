import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { pageOf } from '../database/page-of';
import { maskSecrets } from '../domain/mask-secrets';
import type { PageRequest } from '../domain/page';
import { SECRET_PATTERN, Secret } from '../domain/secret';
import type { AuditEvent, AuditFilter } from './audit-event';

/**
 * The trail of a team. The operator's trail contains events outside of any team, and what an operator did
 * in a team.
 */
export type AuditScope = { readonly teamId: string } | 'operator';

export interface AuditStore {
  append(event: AuditEvent): Promise<void>;
  appendAll(events: readonly AuditEvent[]): Promise<void>;
  /** Newest first, and one row more than asked for. */
  list(scope: AuditScope, filter: AuditFilter, page: PageRequest): Promise<readonly AuditEvent[]>;
}

interface AuditRow {
  id: string;
  team_id: string | null;
  at: number;
  actor_kind: AuditEvent['actor']['kind'];
  actor_id: string;
  actor_name: string;
  actor_key_id: string | null;
  actor_session_id: string | null;
  action: string;
  outcome: string;
  target_kind: string;
  target_id: string | null;
  request_id: string;
  ip: string;
  before: string | null;
  after: string | null;
}

/** Each row has sixteen parameters, and a statement takes a limited number of parameters. */
const ROWS_AT_ONCE = 200;

export function createKnexAuditStore(database: Database): AuditStore {
  const events = () => database.knex<AuditRow>('audit_events');

  return {
    async append(event) {
      await events().insert(toRow(event));
    },

    async appendAll(all) {
      for (let at = 0; at < all.length; at += ROWS_AT_ONCE) {
        await events().insert(all.slice(at, at + ROWS_AT_ONCE).map(toRow));
      }
    },

    async list(scope, filter, page) {
      const query = events().where(columnsOf(filter));
      if (filter.since !== undefined) void query.where('at', '>=', toMillis(filter.since));
      if (filter.until !== undefined) void query.where('at', '<', toMillis(filter.until));
      if (scope === 'operator') {
        void query.where((operators) => {
          void operators.whereNull('team_id').orWhere('actor_kind', 'operator');
        });
      } else {
        void query.where('team_id', scope.teamId);
      }
      return (await pageOf(query, page)).map(toEvent);
    },
  };
}

function columnsOf(filter: AuditFilter): Partial<AuditRow> {
  return {
    ...(filter.targetId !== undefined && { target_id: filter.targetId }),
    ...(filter.action !== undefined && { action: filter.action }),
    ...(filter.actorId !== undefined && { actor_id: filter.actorId }),
    ...(filter.outcome !== undefined && { outcome: filter.outcome }),
  };
}

function toRow(event: AuditEvent): AuditRow {
  return {
    id: event.id,
    team_id: event.teamId,
    at: toMillis(event.at),
    actor_kind: event.actor.kind,
    actor_id: event.actor.id,
    actor_name: maskedText(event.actor.name),
    actor_key_id: event.actor.keyId,
    actor_session_id: event.actor.sessionId,
    action: event.action,
    outcome: event.outcome,
    target_kind: event.target.kind,
    target_id: event.target.id,
    request_id: event.requestId,
    ip: event.ip,
    before: event.before && maskedJson(event.before),
    after: event.after && maskedJson(event.after),
  };
}

function toEvent(row: AuditRow): AuditEvent {
  return {
    id: row.id,
    teamId: row.team_id,
    at: toDate(row.at),
    actor: {
      kind: row.actor_kind,
      id: row.actor_id,
      name: row.actor_name,
      keyId: row.actor_key_id,
      sessionId: row.actor_session_id,
    },
    action: row.action,
    outcome: row.outcome,
    target: { kind: row.target_kind, id: row.target_id },
    requestId: row.request_id,
    ip: row.ip,
    before: row.before === null ? null : (JSON.parse(row.before) as object),
    after: row.after === null ? null : (JSON.parse(row.after) as object),
  };
}

/**
 * People paste secrets into names and descriptions. The trail is never edited, so it stores the masked
 * text.
 */
function maskedText(text: string): string {
  return maskSecrets(
    text.replaceAll(
      new RegExp(SECRET_PATTERN, 'g'),
      (match) => Secret.parse(match)?.masked ?? match,
    ),
  );
}

function maskedJson(snapshot: object): string {
  return JSON.stringify(snapshot, (_name, value: unknown) =>
    typeof value === 'string' ? maskedText(value) : value,
  );
}
