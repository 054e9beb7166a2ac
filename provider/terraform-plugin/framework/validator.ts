import type { AttributePath } from './attribute-path';

/** One rule for one attribute. It runs only on known values. */
export interface Validator<in T> {
  /** Markdown for the documentation, such as `at most 64 characters`. */
  readonly description: string;
  /** What is wrong, as the end of the sentence "The value …"; undefined if nothing is. */
  check(value: T): Problem | readonly Problem[] | undefined;
  /**
   * Whether `check` skips unknown elements itself. Otherwise it gets only lists, sets and maps that
   * are known completely.
   */
  readonly acceptsPartlyUnknown?: boolean;
}

/** What is wrong with a value: a text, or a text together with a path inside the attribute. */
export type Problem = string | PlacedProblem;

/** What is wrong with a part of a value. */
export interface PlacedProblem {
  /** What is wrong, as the end of the sentence "The value …". */
  readonly message: string;
  /** The place inside the attribute; empty for the attribute itself. */
  readonly path: AttributePath;
  /**
   * Whether the plan reports it instead of the validation. `terraform test` validates the values of
   * a mocked provider, but plans nothing with it.
   */
  readonly isForPlan?: boolean;
}

/**
 * Gives each problem of a rule its path.
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
 * The same rule, but the plan reports it instead of the validation. Use it for what is usually the
 * computed value of another resource.
 *
 * @example const roleId = string.required({ description: 'The ID of the role.', validators:
 * [judgedInPlan(matching(/^role_/, 'the ID of a role'))], });
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
