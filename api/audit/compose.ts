import type { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { replayRecorder } from '../http/replay';
import type { SliceParts } from '../http/slice';
import { createAuditEndpoints } from './audit-routes';
import { createAuditService } from './audit-service';
import { createLastActors } from './last-actors';
import { createAuditTrail, type AuditTrailDependencies } from './create-audit-trail';
import { createKnexAuditStore } from './audit-store';

export type AuditSlice = ReturnType<typeof composeAudit>;

/** The audit trail, in which every other slice records what it changes. */
export function composeAudit(
  dependencies: Omit<SliceParts, 'audit'> & Pick<AuditTrailDependencies, 'onError'>,
) {
  const store = createKnexAuditStore(dependencies.database);
  const trail = createAuditTrail({ ...dependencies, store });
  return {
    endpoints: createAuditEndpoints(createAuditService({ store })),
    purge: [],
    trail,
    lastActors: createLastActors({ store }),
    recordReplay: replayRecorder(trail),
    /** For the code that answers requests: a known caller was refused. */
    recordRefusal: (
      caller: Caller,
      operationId: string,
      failure: Failure,
      targetId: string | null = null,
    ) => trail.recordRefusal(caller, operationId, failure.code, targetId),
  };
}
