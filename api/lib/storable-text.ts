/**
 * PostgreSQL cannot store NUL, and half a surrogate pair comes back from UTF-8 as another
 * character.
 */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** Whether both databases store this text and give it back unchanged. */
export function isStorable(text: string): boolean {
  return !UNSTORABLE.test(text);
}
