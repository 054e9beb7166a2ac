/**
 * Where a creation is in the list. IDs of several kinds are in no common order, so it begins with the time,
 * and the ID decides between creations of one millisecond.
 */
export function creationPosition({ createdAt, id }: { createdAt: Date; id: string }): string {
  return `${createdAt.getTime()}.${id}`;
}

/** Undefined if the text is no position of this list. */
export function parseCreationPosition(text: string): { millis: number; id: string } | undefined {
  const [, millis, id] = /^(\d{1,15})\.([0-9a-z_]+)$/.exec(text) ?? [];
  return millis === undefined || id === undefined ? undefined : { millis: Number(millis), id };
}
