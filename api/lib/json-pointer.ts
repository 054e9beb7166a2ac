/** The steps of an RFC 6901 pointer; undefined if the text is not a pointer. */
function stepsOf(pointer: string): readonly string[] | undefined {
  if (pointer !== '' && !pointer.startsWith('/')) return undefined;
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The name of a field, or the number of an item, as a step of a pointer. */
export function pointerStep(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Whether the two pointers are equal, or one of them contains the other. */
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

/**
 * Why a text is not a pointer, or points to nothing in a body. Undefined if it points to a place
 * that may be filled.
 */
export function pointerFault(pointer: string, body: unknown): string | undefined {
  if (pointer === '') return undefined;
  if (!pointer.startsWith('/')) {
    return `"${pointer}" is not a JSON pointer to a field (RFC 6901). Begin it with "/".`;
  }
  if (/~(?![01])/.test(pointer)) {
    return `"${pointer}" is not a JSON pointer (RFC 6901). Write "~0" for "~", and "~1" for "/" in a name.`;
  }
  const steps = stepsOf(pointer) ?? [];
  let place = body;
  for (const [at, step] of steps.entries()) {
    // A field that is omitted because it is not known has no fields of its own.
    if (place === undefined || place === null) return undefined;
    const above = `/${pointer
      .split('/')
      .slice(1, at + 1)
      .join('/')}`;
    const where = at === 0 ? 'the body' : `"${above}" of the body`;
    if (Array.isArray(place)) {
      // RFC 6901: `-` is the element after the last one. It stands for an element that is omitted because it
      // is not known.
      if (step === '-') return undefined;
      if (!/^(?:0|[1-9]\d{0,8})$/.test(step)) {
        return (
          `"${pointer}" points to nothing, because ${where} is a list. Give the number of an ` +
          'element, or "-".'
        );
      }
      place = place[Number(step)] as unknown;
    } else if (typeof place === 'object') {
      place = Object.hasOwn(place, step) ? (place as Record<string, unknown>)[step] : undefined;
    } else {
      return `"${pointer}" points to nothing, because ${where} has no fields.`;
    }
  }
  return undefined;
}
