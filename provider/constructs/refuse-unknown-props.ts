import type { Place } from './checked-props';

/** The name of every property of T: one that is missing or foreign does not compile. */
export type PropNames<T> = Readonly<Record<keyof T, true>>;

/** @throws with the construct's path, the unknown property and the nearest known one */
export function refuseUnknownProps<T extends object>(
  construct: Place,
  props: T,
  known: PropNames<T>,
): void {
  const names = Object.keys(known);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || names.includes(name)) continue;
    const place = typeof construct === 'string' ? construct : construct.node.path;
    const nearest = nearestOf(name, names);
    const advice =
      nearest === undefined
        ? `Its properties are: ${[...names].sort().join(', ')}.`
        : `Did you mean \`${nearest}\`?`;
    throw new Error(`${place}: there is no property \`${name}\`. ${advice}`);
  }
}

/** The name that fewest changes of a letter lead to, unless that is another word. */
export function nearestOf(name: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((known) => ({ known, changes: changesBetween(name.toLowerCase(), known.toLowerCase()) }))
    .sort((a, b) => a.changes - b.changes);
  const [best] = ranked;
  return best !== undefined && best.changes <= Math.max(1, name.length / 3)
    ? best.known
    : undefined;
}

/** Letters to insert, remove or replace (Levenshtein). */
function changesBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [done, letter] of [...from].entries()) {
    const next = [done + 1];
    for (const [at, other] of [...to].entries()) {
      const replaced = (row[at] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
