declare const SORTED_NAME: unique symbol;

/** A name as lists sort it. */
export type SortedName = string & { readonly [SORTED_NAME]: true };

/** Lists compare this many characters of a name, because a description is too long for an index. */
export const SORTED_CHARACTERS = 64;

/**
 * Lists compare names character by character, and A to Z regardless of case. So both databases agree: the
 * rules of a language would depend on the database and on its version.
 */
export function sortedName(name: string): SortedName {
  const compared = [...name].slice(0, SORTED_CHARACTERS).join('');
  return compared.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) as SortedName;
}
