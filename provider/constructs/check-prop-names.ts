import { Annotations } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { Place } from './checked-props';

/**
 * The name of every property of T. A table that lacks one of them, or has any other, does not
 * compile.
 */
export type PropNames<T> = Readonly<Record<keyof T, true>>;

/** Only the names of the table's properties count. */
type Known<T> = Readonly<Record<keyof T, unknown>>;

/**
 * Refuses a property whose name is almost a known one, and warns about any other unknown property.
 * TypeScript allows an object with further properties, so it reports neither. A subclass is not
 * judged: it may have properties of its own and pass all of them to `super`.
 * @throws Error with the construct's path, the unknown property and the nearest known one
 */
export function checkPropNames<T extends object>(
  construct: IConstruct,
  itsClass: abstract new (...args: never[]) => unknown,
  props: T,
  known: Known<T>,
): void {
  if (construct.constructor === itsClass) checkedOptions(construct, props, known);
}

/**
 * Like `checkPropNames`, for a call on the construct. Returns only the known properties that are
 * set.
 */
export function checkedOptions<T extends object>(
  construct: IConstruct,
  options: T,
  known: Known<T>,
): T {
  refuseMisspelledProps(construct, options, known);
  const names = Object.keys(known).sort().join(', ');
  const unknown = unknownNames(options, known);
  for (const name of unknown) {
    Annotations.of(construct).addWarning(
      `There is no property \`${name}\`, so its value has no effect. The properties are: ${names}.`,
    );
  }
  return Object.fromEntries(
    Object.entries(options).filter(
      ([name, value]) => value !== undefined && !unknown.includes(name),
    ),
  ) as T;
}

/** Like `checkPropNames`, for options. They belong to no construct that could carry a warning. */
export function refuseMisspelledProps<T extends object>(
  place: Place,
  props: T,
  known: Known<T>,
): void {
  for (const name of unknownNames(props, known)) {
    const nearest = nearestOf(name, Object.keys(known));
    if (nearest === undefined) continue;
    const where = typeof place === 'string' ? place : place.node.path;
    throw new Error(`${where}: there is no property \`${name}\`. Did you mean \`${nearest}\`?`);
  }
}

function unknownNames<T extends object>(props: T, known: Known<T>): readonly string[] {
  return Object.entries(props)
    .filter(([name, value]) => value !== undefined && !Object.hasOwn(known, name))
    .map(([name]) => name);
}

/** The known name with the fewest letter changes. Undefined if it is a different word. */
function nearestOf(name: string, names: readonly string[]): string | undefined {
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
