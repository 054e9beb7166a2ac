/**
 * The word with `a` or `an`, chosen by its first letter.
 *
 * @example
 * withArticle('update'); // 'an update'
 */
export function withArticle(what: string): string {
  return `${/^[aeiou]/i.test(what) ? 'an' : 'a'} ${what}`;
}
