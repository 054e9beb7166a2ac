import type { PageRequest } from '../domain/page';
import type { AuditEvent, AuditFilter } from './audit-event';

/** A team's trail; the operator's holds what stands in no team and what an operator did in one. */
export type AuditScope = { readonly teamId: string } | 'operator';

export interface AuditStore {
  append(event: AuditEvent): Promise<void>;
  appendAll(events: readonly AuditEvent[]): Promise<void>;
  /** Newest first, and one row more than asked for. */
  list(scope: AuditScope, filter: AuditFilter, page: PageRequest): Promise<readonly AuditEvent[]>;
}
