import { type CreatedKind, isCreatedKind, type Kind, kindOf, KINDS } from './kinds';

/** Identifiers that sort by creation: `<prefix>_<ULID in lower case>`; lists page by them. */
export interface Ids {
  next(kind: Kind): string;
}

const PREFIXES = Object.values(KINDS).map(({ prefix }) => prefix);
const ID = new RegExp(`^(${PREFIXES.join('|')})_[0-9a-z]{1,60}$`);

export function isId(text: string): boolean {
  return ID.test(text);
}

/** The kind of object that an ID belongs to, if it is a kind that a run creates. */
export function createdKindOf(id: string): CreatedKind | undefined {
  const kind = isId(id) ? kindOf(id) : undefined;
  return kind !== undefined && isCreatedKind(kind) ? kind : undefined;
}
