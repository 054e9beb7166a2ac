import type { Database } from '../database/database';
import type { AuditTrail } from '../domain/audit-trail';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { Endpoint } from './endpoint';

/** What almost every slice is composed of. */
export interface SliceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
}

/** Deletes what is too old. Replicas may all do it at once. */
export type PurgeTask = () => Promise<void>;

/**
 * What the `compose.ts` of every slice returns to the app, next to what the slice offers to other slices.
 */
export interface Slice {
  readonly endpoints: readonly Endpoint[];
  /** Carried out at the start of the server and then hourly. */
  readonly purge: readonly PurgeTask[];
}
