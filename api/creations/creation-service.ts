import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import { isEarlierRun } from '../domain/run-order';
import { unconfirmedSince } from '../domain/unconfirmed';
import { bodyHash } from './body-hash';
import type { CreationStore } from './creation-store';
import type { Creations } from './creations';

export function createCreations(dependencies: { store: CreationStore; clock: Clock }): Creations {
  const { store, clock } = dependencies;
  return {
    async twinsOf(caller, kind, body, { refuseDuplicates = false } = {}) {
      const { stack, run, principal } = caller;
      if (stack === null || run === null) return [];
      const like = { creatorId: principal.id, stack, kind, bodyHash: bodyHash(body) };
      const found = await store.findLike(like, unconfirmedSince(clock.now()));
      const unconfirmed = found.filter((creation) => !creation.isSettled);
      const duplicate = unconfirmed.find((creation) => creation.run === run);
      if (refuseDuplicates && duplicate !== undefined) {
        throw new Failure(
          'duplicate_in_run',
          `This run has created exactly this already (${duplicate.resourceId}). ` +
            'Give the two different names, so that a run that is cut off can tell them apart.',
        );
      }
      const later = found.find((creation) => isEarlierRun(run, creation.run));
      if (later !== undefined) {
        throw new Failure(
          'conflict',
          `A later run of this stack has created this already (${later.resourceId}): this request ` +
            'comes late. If no other run is under way, the clocks of the two machines differ.',
        );
      }
      return unconfirmed
        .filter((creation) => creation.run !== run)
        .map(({ resourceId }) => resourceId);
    },

    isUnconfirmed: (resourceId) => store.holdUnconfirmed(resourceId),

    async remember(caller, kind, body, resourceId) {
      const { stack, run, principal } = caller;
      if (stack === null || run === null) return;
      await store.insertUnconfirmed({
        resourceId,
        kind,
        teamId: principal.teamId,
        creatorId: principal.id,
        stack,
        run,
        bodyHash: bodyHash(body),
        createdAt: clock.now(),
      });
    },

    async takeOver({ run }, resourceId) {
      if (run !== null) await store.changeRun(resourceId, run);
    },

    async confirm({ principal, stack }, resourceIds) {
      const by = { creatorId: principal.id, teamId: principal.teamId, stack };
      await store.eraseAnswersOf(await store.settle(resourceIds, clock.now(), by));
    },

    async forget(resourceIds) {
      await store.settle(resourceIds, clock.now());
      await store.eraseAnswersOf(resourceIds);
    },
  };
}
