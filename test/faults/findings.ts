import { compareWithState } from './comparison';
import type { LiveThing } from './keyplane-reader';
import type { StateResource } from './terraform-state';

/** What was found in one run. */
export interface Found {
  readonly orphans: readonly LiveThing[];
  readonly missing: readonly StateResource[];
  readonly duplicates: readonly LiveThing[];
  /** Recorded objects that Keyplane ended by itself. */
  readonly ended: readonly string[];
  /** Recorded objects that exist although no state holds them any longer, as required. */
  readonly kept: readonly string[];
  /** Applies without faults that changed something although another one came before them. */
  readonly repairs: number;
  /** Creates that were refused because a state may have held an equal object. */
  readonly refusals: number;
  /** A description of everything that went wrong; empty if the run converged. */
  readonly problems: readonly string[];
}

export type Findings = ReturnType<typeof createFindings>;

export function createFindings() {
  const found = {
    orphans: [] as LiveThing[],
    missing: [] as StateResource[],
    duplicates: [] as LiveThing[],
    ended: [] as string[],
    kept: [] as string[],
    problems: [] as string[],
    repairs: 0,
    refusals: 0,
  };
  const told = new Set<string>();
  return {
    problem: (text: string) => void found.problems.push(text),
    compare(state: readonly StateResource[], live: readonly LiveThing[]) {
      const compared = compareWithState(state, live);
      // Each later check finds a remaining object again.
      const isNew = ({ id }: { readonly id: string }) => !told.has(id);
      const orphans = compared.orphans.filter(isNew);
      const missing = compared.missing.filter(isNew);
      found.orphans.push(...orphans);
      found.missing.push(...missing);
      found.duplicates.push(...compared.duplicates.filter(isNew));
      for (const { type, id, name } of orphans) {
        found.problems.push(`orphan ${type} ${id} "${name}"`);
      }
      for (const { address, id } of missing) found.problems.push(`missing ${address} ${id}`);
      for (const { id } of [...orphans, ...missing]) told.add(id);
    },
    ended(ids: readonly string[]) {
      found.ended.push(...ids);
      for (const id of ids) {
        found.problems.push(`${id} was recorded and is gone, though no state deleted it`);
      }
    },
    kept(things: readonly LiveThing[]) {
      const ids = things.map(({ id }) => id).filter((id) => !found.kept.includes(id));
      found.kept.push(...ids);
    },
    repair: () => void (found.repairs += 1),
    refused: () => void (found.refusals += 1),
    hasAny: () => found.problems.length > 0,
    all: (): Found => found,
  };
}
