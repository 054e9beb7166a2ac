import { type FieldRule, withoutSecrets } from '../client';
import { type AttributePath, instantMs, isUnknown, type Problem } from '../terraform-plugin';
import { parsePeriodMs } from './period';

type Entries = Readonly<Record<string, unknown>>;

/** The rules of the API that a value breaks, each as the end of the sentence "The value …". */
export function ruleViolations(
  rule: FieldRule,
  value: unknown,
  path: AttributePath = [],
): readonly Problem[] {
  if (value === null || isUnknown(value)) return [];
  if (typeof value === 'string') {
    const message = textViolation(rule, value);
    if (message === undefined) return [];
    if (isIdRule(rule)) return [{ message, path, isForPlan: true }];
    return [path.length === 0 ? message : { message, path }];
  }
  if (Array.isArray(value)) {
    const { maxItems = Number.POSITIVE_INFINITY, minItems = 0, items = {} } = rule;
    if (value.length > maxItems)
      return [{ message: `must have at most ${maxItems} elements`, path }];
    if (value.length < minItems)
      return [{ message: `must have at least ${minItems} elements`, path }];
    return value.flatMap((item: unknown, at) =>
      ruleViolations(items, item, [...path, { elementKeyInt: at }]).map((problem) =>
        typeof item === 'string' ? withItem(problem, item) : problem,
      ),
    );
  }
  return typeof value === 'object' ? entryViolations(rule, value as Entries, path) : [];
}

const SHOWN_CHARACTERS = 100;

/** Terraform points to a whole set, so the text has to say which of its elements is meant. */
function withItem(problem: Problem, item: string): Problem {
  // Secrets are masked before the text is shortened, because half of a secret would not be
  // recognized.
  const safe = withoutSecrets(item);
  const start = [...safe].slice(0, SHOWN_CHARACTERS).join('');
  const given = JSON.stringify(start === safe ? safe : `${start}…`);
  return typeof problem === 'string'
    ? `${problem}. You gave ${given}`
    : { ...problem, message: `${problem.message}. You gave ${given}` };
}

function entryViolations(rule: FieldRule, value: Entries, path: AttributePath): readonly Problem[] {
  const { properties, propertyNames, additionalProperties, maxProperties } = rule;
  if (properties !== undefined) {
    return Object.entries(properties).flatMap(([name, inner]) =>
      ruleViolations(inner, value[name] ?? null, [...path, { attribute: name }]),
    );
  }
  const names = Object.keys(value);
  if (maxProperties !== undefined && names.length > maxProperties) {
    return [{ message: `must have at most ${maxProperties} elements`, path }];
  }
  return names.flatMap((name) => {
    const place = [...path, { elementKeyString: name }];
    const misnamed = propertyNames && textViolation(propertyNames, name);
    if (misnamed !== undefined)
      return [{ message: `must not have the key "${name}"`, path: place }];
    return ruleViolations(additionalProperties ?? {}, value[name], place);
  });
}

function textViolation(rule: FieldRule, text: string): string | undefined {
  // The API accepts an object here, which the provider reads from JSON.
  if (!takesText(rule)) return undefined;
  const { enum: allowed, anyOf } = rule;
  if (anyOf !== undefined) {
    return anyOf.some((each) => textViolation(each, text) === undefined)
      ? undefined
      : mustBe(rule, 'must have another form');
  }
  if (allowed !== undefined && !allowed.includes(text)) {
    return `must be one of ${allowed.map((each) => JSON.stringify(each)).join(', ')}`;
  }
  // The API composes names before it judges them. The rule about periods runs before the pattern,
  // because its message is plainer.
  return periodViolation(rule, text) ?? formViolation(rule, text.normalize('NFC'));
}

/** An ID usually comes from another resource. */
export function isIdRule(rule: FieldRule): boolean {
  return rule['x-must-be']?.startsWith('the ID of ') === true;
}

function takesText({ type = 'string' }: FieldRule): boolean {
  return typeof type === 'string' ? type === 'string' : type.includes('string');
}

function formViolation(rule: FieldRule, text: string): string | undefined {
  const { pattern, format, minLength = 0, maxLength = Number.POSITIVE_INFINITY } = rule;
  // JSON Schema counts characters, and its patterns are those of JavaScript with the flag `u`.
  const length = [...text].length;
  if (length < minLength) return mustBe(rule, `must have at least ${minLength} characters`);
  if (length > maxLength) return mustBe(rule, `must have at most ${maxLength} characters`);
  if (pattern !== undefined && !compiled(pattern).test(text)) {
    return mustBe(rule, `must match the pattern ${pattern}`);
  }
  if (format === 'date-time' && Number.isNaN(instantMs(text))) {
    return mustBe(rule, 'must be an RFC 3339 time such as "2030-01-31T09:00:00Z"');
  }
  return undefined;
}

const patterns = new Map<string, RegExp>();

/** A plan checks thousands of values against a few patterns. */
function compiled(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? new RegExp(pattern, 'u');
  patterns.set(pattern, known);
  return known;
}

function periodViolation(rule: FieldRule, text: string): string | undefined {
  const { 'x-minimum-period': shortest, 'x-maximum-period': longest } = rule;
  const millis = parsePeriodMs(text);
  if (millis === undefined) return undefined;
  const isTooShort = shortest !== undefined && millis < (parsePeriodMs(shortest) ?? 0);
  const isTooLong = longest !== undefined && millis > (parsePeriodMs(longest) ?? 0);
  if (!isTooShort && !isTooLong) return undefined;
  return shortest === undefined
    ? `must be at most "${longest}"`
    : `must be from "${shortest}" to "${longest}"`;
}

function mustBe(rule: FieldRule, otherwise: string): string {
  const words = rule['x-must-be'];
  return words === undefined ? otherwise : `must be ${words}`;
}
