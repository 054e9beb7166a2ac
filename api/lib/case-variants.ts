/**
 * The character in every case that is a single character: `É` and `é`, but not `SS` for `ß`.
 */
export function caseVariants(character: string): readonly string[] {
  const found = new Set([character]);
  for (const each of found) {
    for (const other of [each.toLowerCase(), each.toUpperCase()]) {
      if ([...other].length === 1) found.add(other);
    }
  }
  return [...found];
}
