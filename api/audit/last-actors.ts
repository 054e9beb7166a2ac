import type { AuditEvent } from './audit-event';
import type { AuditStore } from './audit-store';

export type Actor = Pick<AuditEvent['actor'], 'kind' | 'name'>;

/** Who did something, for pages that name them. */
export interface LastActors {
  /** Who did this last to the object of the team. `undefined` if the trail does not say. */
  of(teamId: string, targetId: string, action: string): Promise<Actor | undefined>;
}

export function createLastActors({
  store,
}: {
  readonly store: Pick<AuditStore, 'list'>;
}): LastActors {
  return {
    async of(teamId, targetId, action) {
      const [event] = await store.list(
        { teamId },
        { targetId, action, outcome: 'success' },
        { size: 1, order: 'descending', after: undefined },
      );
      return event && { kind: event.actor.kind, name: event.actor.name };
    },
  };
}
