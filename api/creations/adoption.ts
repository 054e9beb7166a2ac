import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { createdKindOf } from '../domain/ids';
import type { CreatedKind } from '../domain/kinds';
import type { TeamCaller } from '../domain/principal';
import type { TeamObjects } from '../domain/team-object';
import type { AnswerStore } from './answer-store';
import type { CreationStore } from './creation-store';

/** Remembers objects that a state holds and no run is known to have created. */
export interface Adoption {
  /**
   * A state of the caller's stack holds these objects. Those that exist in the team and are not remembered
   * yet become recorded objects of that stack. They were imported, or created by hand or by an earlier
   * version of Keyplane. Without them, the proof that Terraform presented its whole state would have a gap.
   * An object that does not exist is skipped: it could never be presented again and so would block
   * replacements forever. Without a stack, nothing happens.
   */
  adopt(caller: TeamCaller, ids: readonly string[]): Promise<void>;
}

/** The objects of each kind, from the slice that has them. */
export type AdoptableObjects = Readonly<Record<CreatedKind, TeamObjects>>;

export function createAdoption(dependencies: {
  store: Pick<CreationStore, 'unknownAmong' | 'adopt'>;
  answers: Pick<AnswerStore, 'eraseOf'>;
  objects: AdoptableObjects;
  unitOfWork: UnitOfWork;
  clock: Clock;
}): Adoption {
  const { store, answers, objects, unitOfWork, clock } = dependencies;
  return {
    async adopt({ principal: { teamId }, stack }, ids) {
      const adoptable = [...new Set(ids)].filter((id) => createdKindOf(id) !== undefined);
      if (stack === null || adoptable.length === 0) return;
      const unknown = await store.unknownAmong(adoptable);
      for (const [kind, ofKind] of byKind(unknown)) {
        // One unit of work for each kind. Two units of work that lock objects of several kinds could wait
        // for each other in a circle.
        await unitOfWork.run(async () => {
          const found = await objects[kind].lockExisting(teamId, ofKind);
          if (found.length === 0) return;
          await store.adopt(found, { kind, teamId, stack }, clock.now());
          await answers.eraseOf(found.map(({ id }) => id));
        });
      }
    },
  };
}

function byKind(ids: readonly string[]): ReadonlyMap<CreatedKind, readonly string[]> {
  const groups = new Map<CreatedKind, string[]>();
  for (const id of ids) {
    const kind = createdKindOf(id);
    if (kind === undefined) continue;
    const group = groups.get(kind) ?? [];
    group.push(id);
    groups.set(kind, group);
  }
  return groups;
}
