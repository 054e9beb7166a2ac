import { instantMs } from './instant';
import type { Validator } from './validator';
import { placedProblems, validator } from './validator';
import { isUnknown, type Unknown } from './value';

/**
 * The text has at least `min` and at most `max` characters (Unicode code points).
 *
 * @example
 * const name = string.required({ description: 'The name.', validators: [lengthBetween(1, 64)] });
 */
export function lengthBetween(min: number, max: number): Validator<string> {
  return validator(`${min} to ${max} characters`, (text) => {
    const length = [...text].length;
    return length < min || length > max
      ? `must have ${min} to ${max} characters, but has ${length}`
      : undefined;
  });
}

/**
 * The text matches the pattern. `what` describes the pattern for people, such as `a lower-case name
 * of letters, digits and dashes`.
 *
 * @example
 * const rule = matching(/^[a-z][a-z0-9-]*$/, 'a lower-case name of letters, digits and dashes');
 */
export function matching(pattern: RegExp, what: string): Validator<string> {
  // A global or sticky pattern would remember where the last test ended.
  const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
  return validator(what, (text) => (stateless.test(text) ? undefined : `must be ${what}`));
}

/**
 * The value is one of these.
 *
 * @example
 * const size = string.optional({ description: 'The size.', validators: [oneOf('small', 'large')] });
 */
export function oneOf(...allowed: readonly string[]): Validator<string>;
export function oneOf(...allowed: readonly number[]): Validator<number>;
export function oneOf(...allowed: readonly (string | number)[]): Validator<string | number> {
  const shown = allowed.map((value) => JSON.stringify(value)).join(', ');
  return validator(`one of ${allowed.map((value) => `\`${value}\``).join(', ')}`, (value) =>
    allowed.includes(value) ? undefined : `must be one of ${shown}`,
  );
}

/**
 * The number is at least `min` and at most `max`.
 *
 * @example
 * const port = number.optional({
 *   description: 'The port.',
 *   validators: [integer(), between(1, 65_535)],
 * });
 */
export function between(min: number, max: number): Validator<number> {
  return validator(`${min} to ${max}`, (value) =>
    value < min || value > max ? `must be from ${min} to ${max}` : undefined,
  );
}

/**
 * The number has no fraction.
 *
 * @example
 * const replicas = number.required({ description: 'The replicas.', validators: [integer()] });
 */
export function integer(): Validator<number> {
  return validator('a whole number', (value) =>
    Number.isInteger(value) ? undefined : 'must be a whole number',
  );
}

/**
 * The text is a time as in RFC 3339, section 5.6, with an offset, on a day that exists.
 *
 * @example
 * const expiresAt = string.optional({ description: 'The expiry.', validators: [rfc3339()] });
 */
export function rfc3339(): Validator<string> {
  const example = '2030-01-31T09:00:00Z';
  return validator(`an RFC 3339 time such as \`${example}\``, (text) =>
    Number.isNaN(instantMs(text)) ? `must be an RFC 3339 time such as "${example}"` : undefined,
  );
}

/**
 * Whether two RFC 3339 texts name the same instant. Use it for `semanticallyEqual`.
 *
 * @example
 * const expiresAt = string.optional({ description: 'The expiry.', semanticallyEqual: sameInstant });
 */
export function sameInstant(a: string, b: string): boolean {
  return instantMs(a) === instantMs(b) && fractionBeyondMs(a) === fractionBeyondMs(b);
}

/**
 * The list or set has at least `min` and at most `max` elements.
 *
 * @example
 * const members = set(string).required({
 *   description: 'The members.',
 *   validators: [sizeBetween(1, 10)],
 * });
 */
export function sizeBetween(min: number, max: number): Validator<readonly unknown[]> {
  return validator(`${min} to ${max} elements`, (items) =>
    items.length < min || items.length > max
      ? `must have ${min} to ${max} elements, but has ${items.length}`
      : undefined,
  );
}

/**
 * Applies a rule to every known element of a list or set.
 *
 * @example
 * const tags = set(string).optional({
 *   description: 'The tags.',
 *   validators: [each(lengthBetween(1, 20))],
 * });
 */
export function each<T>(rule: Validator<T>): Validator<readonly T[]> {
  return {
    description: `each ${rule.description}`,
    acceptsPartlyUnknown: true,
    check: (items: readonly (T | Unknown)[]) =>
      items.flatMap((item, index) => {
        if (isUnknown(item)) return [];
        return placedProblems(rule.check(item)).map((problem) => ({
          ...problem,
          path: [{ elementKeyInt: index }, ...problem.path],
        }));
      }),
  };
}

function fractionBeyondMs(text: string): string {
  return (/\.(\d+)/.exec(text)?.[1] ?? '').slice(3).replace(/0+$/, '');
}
