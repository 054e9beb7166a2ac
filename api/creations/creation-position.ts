/**
 * The position of a creation in the list. IDs of different kinds have no common order, so the position
 * begins with the time. The ID decides between creations of the same millisecond.
 */
export function creationPosition({ createdAt, id }: { createdAt: Date; id: string }): string {
  return `${createdAt.getTime()}.${id}`;
}

/** Undefined if the text is not a position of this list. */
export function parseCreationPosition(text: string): { millis: number; id: string } | undefined {
  const [, millis, id] = /^(\d{1,15})\.([0-9a-z_]+)$/.exec(text) ?? [];
  return millis === undefined || id === undefined ? undefined : { millis: Number(millis), id };
}
