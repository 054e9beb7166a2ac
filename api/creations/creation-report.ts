import { Failure } from '../domain/failure';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import { holds } from '../domain/permission';
import type { TeamCaller } from '../domain/principal';
import { readableKinds } from './nameable';
import { creationPosition } from './creation-position';
import type { CreationFilter, CreationStore, KnownCreation, StackSummary } from './creation-store';

export type ListedCreation = KnownCreation & { readonly id: string };

export interface CreationReport {
  /**
   * The caller's own creations, or those of the whole team with the permission `audit_events.read`. An
   * access token with a scope sees only kinds that it may read.
   */
  list(
    caller: TeamCaller,
    filter: Omit<CreationFilter, 'teamId' | 'creatorId' | 'kinds'>,
    page: PageRequest,
  ): Promise<Page<ListedCreation>>;
  /** @throws Failure `invalid_request` if `Keyplane-Stack` names no stack */
  stack(caller: TeamCaller): Promise<StackSummary & { readonly stack: string }>;
}

export function createCreationReport({
  store,
}: {
  readonly store: Pick<CreationStore, 'list' | 'summary'>;
}): CreationReport {
  return {
    async list({ principal }, filter, page) {
      const seesAll = holds(principal.grant, 'audit_events.read');
      const rows = await store.list(
        {
          ...filter,
          teamId: principal.teamId,
          ...(!seesAll && { creatorId: principal.id, kinds: readableKinds(principal) }),
        },
        page,
      );
      return pageFrom(
        rows.map((row) => ({ ...row, id: row.resourceId })),
        page.size,
        creationPosition,
      );
    },

    async stack({ principal, stack }) {
      if (stack === null) {
        throw new Failure(
          'invalid_request',
          'The header Keyplane-Stack must name the stack with 1 to 200 printable ASCII characters.',
        );
      }
      return { stack, ...(await store.summary(principal.teamId, stack, readableKinds(principal))) };
    },
  };
}
