/**
 * "an update", "a key": by the letter, which fits every word that is used here.
 *
 * @example
 * withArticle('update'); // 'an update'
 */
export function withArticle(what: string): string {
  return `${/^[aeiou]/i.test(what) ? 'an' : 'a'} ${what}`;
}
