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
export type Problem = string | PlacedProblem;

export interface PlacedProblem {
  readonly message: string;
  readonly path: AttributePath;
  /**
   * Whether the plan reports it, and the validation does not: `terraform test` validates the values of a
   * mocked provider, and plans nothing with it.
   */
  readonly isForPlan?: boolean;
}

/**
 * What a rule found, with the path of each.
 *
 * @example
 * placedProblems('must not be empty'); // [{ message: 'must not be empty', path: [] }]
 */
export function placedProblems(
  found: Problem | readonly Problem[] | undefined,
): readonly PlacedProblem[] {
  if (found === undefined) return [];
  const problems = typeof found === 'string' || 'message' in found ? [found] : found;
  return problems.map((each) => (typeof each === 'string' ? { message: each, path: [] } : each));
}

/**
 * The same rule, which the plan reports: for what is most often the computed value of something else.
 *
 * @example
 * role_id: string.required({ description: 'The role.', validators: [judgedInPlan(isRoleId)] })
 */
export function judgedInPlan<T>(rule: Validator<T>): Validator<T> {
  return {
    ...rule,
    check: (value) =>
      placedProblems(rule.check(value)).map((problem) => ({ ...problem, isForPlan: true })),
  };
}

/**
 * A rule of your own. `check` returns what is wrong, as the end of the sentence "The value …".
 *
 * @example
 * const multipleOfFive = validator('a multiple of 5', (value: number) =>
 *   value % 5 === 0 ? undefined : 'must be a multiple of 5',
 * );
 */
export function validator<T>(
  description: string,
  check: (value: T) => Problem | readonly Problem[] | undefined,
): Validator<T> {
  return { description, check };
}
