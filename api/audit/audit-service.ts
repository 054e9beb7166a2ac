import { pageFrom, type Page, type PageRequest } from '../domain/page';
import { isTeamCaller, type Caller } from '../domain/principal';
import type { AuditEvent, AuditFilter } from './audit-event';
import type { AuditStore } from './audit-store';

export interface AuditService {
  /** Newest first: the caller's own team's trail, or the operator's. */
  list(caller: Caller, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEvent>>;
}

export function createAuditService({ store }: { readonly store: AuditStore }): AuditService {
  return {
    async list(caller, filter, page) {
      const scope = isTeamCaller(caller) ? { teamId: caller.principal.teamId } : 'operator';
      return pageFrom(await store.list(scope, filter, page), page.size);
    },
  };
}
