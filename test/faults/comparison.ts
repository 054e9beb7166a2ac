import type { LiveThing } from './keyplane-reader';
import type { StateResource } from './terraform-state';

export interface Comparison {
  /** Objects that exist and that no state knows. */
  readonly orphans: readonly LiveThing[];
  /** Objects that a state knows and that do not exist. */
  readonly missing: readonly StateResource[];
  /** Orphans with the kind and name of an object that the state knows. */
  readonly duplicates: readonly LiveThing[];
}

export function compareWithState(
  state: readonly StateResource[],
  live: readonly LiveThing[],
): Comparison {
  const known = new Set(state.map(({ id }) => id));
  const living = new Set(live.map(({ id }) => id));
  const orphans = live.filter(({ id }) => !known.has(id));
  const isTwin = (orphan: LiveThing) => (thing: LiveThing) =>
    known.has(thing.id) && thing.type === orphan.type && thing.name === orphan.name;
  return {
    orphans,
    missing: state.filter(({ id }) => !living.has(id)),
    duplicates: orphans.filter((orphan) => live.some(isTwin(orphan))),
  };
}
