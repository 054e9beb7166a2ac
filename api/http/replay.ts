import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import { Failure, namesUnknownOwner, type FailureCode } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { outsideOfRuns } from './dry-run';
import type { Endpoint, ErasedRequest } from './endpoint';
import type { Answer } from './idempotency';

/**
 * Refusals because the caller may not do this now. Other refusals only mean that it was done
 * already.
 */
const REFUSALS: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'insufficient_permissions',
  'role_escalation',
  'not_assigned',
  'not_found',
]);

/**
 * A stored answer is returned only to a caller who may do now what was done then. Only the use case knows
 * who may, so the request is carried out again and rolled back.
 * @throws the Failure that the request itself would get
 */
export async function requireMayStillDo(
  endpoint: Pick<Endpoint, 'handle'>,
  request: ErasedRequest & { readonly caller: Caller },
  unitOfWork: Pick<UnitOfWork, 'rehearse'>,
): Promise<void> {
  const caller = outsideOfRuns(request.caller);
  try {
    await unitOfWork.rehearse(async () => endpoint.handle({ ...request, caller }));
  } catch (error) {
    if (!(error instanceof Failure) || REFUSALS.has(error.code)) throw error;
    if (namesUnknownOwner(error)) throw error;
  }
}

export type RecordReplay = (caller: Caller, operationId: string, answer: Answer) => Promise<void>;

/** No secret is returned again before the trail records that. */
export function replayRecorder(audit: Pick<AuditTrail, 'record'>): RecordReplay {
  return (caller, operationId, { body }) =>
    audit.record(caller, {
      action: 'idempotent_answer.replayed',
      target: { kind: 'operation', id: idOf(body) },
      after: { operation_id: operationId },
    });
}

/** The ID of the object that an answer is about. */
export function idOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('id' in body)) return null;
  return typeof body.id === 'string' ? body.id : null;
}
