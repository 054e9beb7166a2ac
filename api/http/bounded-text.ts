import type { FieldFailure } from '../domain/failure';
import { maskSecrets } from '../domain/mask-secrets';

/** An answer lists at most this many wrong fields, whatever the request contains. */
export const MOST_FIELD_ERRORS = 20;

const MOST_DETAIL_LENGTH = 2000;
const MOST_MESSAGE_LENGTH = 500;
const MOST_POINTER_LENGTH = 1000;

/** At most this many characters. The last one shows that the text was longer. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/\p{Cs}$/u, '')}…`;
}

/**
 * A text that may quote the request, as an answer shows it: shortened, and without any secret that somebody
 * put into the wrong field. It is masked first, because half a secret would not be found.
 */
export function shownText(text: string, length: number): string {
  return cut(maskSecrets(text), length);
}

export interface ShownErrors {
  readonly detail: string;
  readonly errors: readonly FieldFailure[];
}

/** Keeps an answer small that quotes the request, and says how many errors it leaves out. */
export function shownErrors(
  { message, errors }: { readonly message: string; readonly errors: readonly FieldFailure[] },
  most = MOST_FIELD_ERRORS,
): ShownErrors {
  const detail = shownText(message, MOST_DETAIL_LENGTH);
  const left = `Only the first ${most} of ${errors.length} errors are listed.`;
  return {
    detail: errors.length > most ? `${detail} ${left}` : detail,
    errors: errors.slice(0, most).map(({ pointer, code, message: about }) => ({
      pointer: shownText(pointer, MOST_POINTER_LENGTH),
      code,
      message: shownText(about, MOST_MESSAGE_LENGTH),
    })),
  };
}
