import type { AttributePath } from './attribute-path';

/** One rule for one attribute. It runs on known values only. */
export interface Validator<in T> {
  /** Markdown for the documentation, as in `at most 64 characters`. */
  readonly description: string;
  /** What is wrong, as the end of the sentence "The value …"; nothing where all is well. */
  check(value: T): Problem | readonly Problem[] | undefined;
  /** Set where `check` steps over unknown elements itself. */
  readonly acceptsPartlyUnknown?: boolean;
}

/** A text, or a text with the path inside the attribute that it is about. */
export type Problem = string | { readonly message: string; readonly path: AttributePath };

/** A rule of one's own: `validator('a multiple of 5', (n: number) => n % 5 ? 'must be …' : undefined)`. */
export function validator<T>(
  description: string,
  check: (value: T) => Problem | readonly Problem[] | undefined,
): Validator<T> {
  return { description, check };
}
