/**
 * Adds the indefinite article by the first letter: "an update", "a key". This is correct for every word that
 * is used here.
 */
export function withArticle(what: string): string {
  return `${/^[aeiou]/i.test(what) ? 'an' : 'a'} ${what}`;
}
