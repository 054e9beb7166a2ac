import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { Caller, Principal } from '../domain/principal';
import type { AuditEvent } from './audit-event';
import { SUCCESS } from '../domain/audit-outcomes';
import type { AuditStore } from './audit-store';
import type { AuditChange, AuditTarget, AuditTrail } from '../domain/audit-trail';

export interface AuditTrailDependencies {
  readonly store: AuditStore;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Reports a refusal that could not be recorded. The refusal itself stands. */
  readonly onError: (error: unknown) => void;
}

type Deed = Pick<AuditEvent, 'teamId' | 'action' | 'outcome' | 'target' | 'before' | 'after'>;

export function createAuditTrail(dependencies: AuditTrailDependencies): AuditTrail {
  const { store, clock, ids, onError } = dependencies;

  const eventOf = ({ principal, requestId, ip }: Caller, deed: Deed, at: Date): AuditEvent => ({
    id: ids.next('audit_event'),
    at,
    actor: {
      kind: principal.kind,
      id: principal.id,
      name: principal.name,
      ...credentialOf(principal),
    },
    requestId,
    ip,
    ...deed,
  });

  const append = (caller: Caller, deed: Deed): Promise<void> =>
    store.append(eventOf(caller, deed, clock.now()));

  async function appendOrTell(caller: Caller, deed: Deed): Promise<void> {
    try {
      await append(caller, deed);
    } catch (error) {
      onError(error);
    }
  }

  return {
    record: (caller, change) => append(caller, deedOf(caller, change)),

    recordLate: (changes) =>
      store.appendAll(
        changes.map(({ caller, change, at }) => eventOf(caller, deedOf(caller, change), at)),
      ),

    recordRefusal: (caller, action, outcome, targetId = null) =>
      appendOrTell(caller, {
        teamId: caller.principal.teamId,
        action,
        outcome,
        target: { kind: 'operation', id: targetId },
        before: null,
        after: null,
      }),

    recordRefusedUse: (caller, { action, outcome, target, after }) =>
      appendOrTell(caller, {
        teamId: teamOf(caller, target),
        action,
        outcome,
        target: { kind: target.kind, id: target.id },
        before: null,
        after: after ?? null,
      }),
  };
}

function credentialOf({ credential: { kind, id } }: Principal) {
  return kind === 'session' ? { keyId: null, sessionId: id } : { keyId: id, sessionId: null };
}

function deedOf(caller: Caller, { action, target, before, after }: AuditChange): Deed {
  return {
    teamId: teamOf(caller, target),
    action,
    outcome: SUCCESS,
    target: { kind: target.kind, id: target.id },
    before: before ?? null,
    after: after ?? null,
  };
}

function teamOf({ principal }: Caller, target: AuditTarget): string | null {
  return target.teamId === undefined ? principal.teamId : target.teamId;
}
