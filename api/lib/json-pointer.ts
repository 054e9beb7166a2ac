/** The steps of an RFC 6901 pointer; undefined if the text is none. */
function stepsOf(pointer: string): readonly string[] | undefined {
  if (pointer !== '' && !pointer.startsWith('/')) return undefined;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Whether one of the two is the other or contains it. */
export function overlap(one: string, other: string): boolean {
  const isWithin = (inner: string, outer: string) =>
    outer === '' || inner === outer || inner.startsWith(`${outer}/`);
  return isWithin(one, other) || isWithin(other, one);
}

/** The name of a field of the body itself; undefined for anything deeper. */
export function fieldOf(pointer: string): string | undefined {
  const steps = stepsOf(pointer);
  return steps?.length === 1 ? steps[0] : undefined;
}
