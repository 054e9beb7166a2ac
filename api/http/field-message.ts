import type { z } from 'zod';
import { holdsSecret } from '../domain/secret';
import { cut } from './bounded-text';

/** Only the beginning of a longer value is shown. */
const MOST_VALUE_LENGTH = 64;

type Issue = Parameters<z.core.$ZodErrorMap>[0];

/**
 * What is wrong with a field, for schemas that have no sentence of their own: which field, the rule, and
 * what was given instead. A text is shown only if the field allows nothing but a few fixed words, because
 * such a value is hardly a secret.
 */
export const fieldMessage: z.core.$ZodErrorMap = (issue) => {
  const field = nameOf(issue.path ?? []);
  switch (issue.code) {
    case 'invalid_type':
      return isAbsent(issue) ? `${field} is required.` : wrongType(field, issue);
    case 'too_small':
      return `${field} must ${bound(issue.origin, Number(issue.minimum), 'least', issue.inclusive)}.`;
    case 'too_big':
      return `${field} must ${bound(issue.origin, Number(issue.maximum), 'most', issue.inclusive)}.`;
    case 'not_multiple_of':
      return `${field} must be a multiple of ${issue.divisor}.`;
    case 'invalid_format':
      return issue.pattern === undefined
        ? `${field} does not have the required format: ${issue.format}.`
        : `${field} must match the pattern ${issue.pattern}.`;
    case 'invalid_value':
      return isAbsent(issue)
        ? `${field} is required.`
        : wrongValue(field, issue.values, issue.input);
    case 'invalid_union':
      return isAbsent(issue) ? `${field} is required.` : wrongForm(field, issue);
    case 'invalid_key':
      return `${field} has a name that is not allowed: ${innerMessages([issue.issues]).join(' ')}`;
    case 'invalid_element':
      return `${field} has an element that is not allowed: ${innerMessages([issue.issues]).join(' ')}`;
    case 'unrecognized_keys':
      return `${field} has fields that do not exist: ${issue.keys.map(shown).join(', ')}.`;
    default:
      return `${field} is not valid.`;
  }
};

export function repeatedMessage(parameter: string): string {
  return `\`${cut(parameter, MOST_VALUE_LENGTH)}\` is given more than once. Send it once.`;
}

/** `services[0].model_ids[1]`; the whole body has no name. */
function nameOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'The request body';
  const text = path.reduce<string>((name, step) => {
    if (typeof step === 'number') return `${name}[${step}]`;
    return name === '' ? String(step) : `${name}.${String(step)}`;
  }, '');
  return `\`${cut(text, MOST_VALUE_LENGTH)}\``;
}

function isAbsent({ input }: Issue): boolean {
  return input === undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

function wrongType(field: string, { expected, input }: Issue & { code: 'invalid_type' }): string {
  const given = kindOf(input);
  const instead = given === undefined ? '' : ` You gave ${given}.`;
  return `${field} must be ${KINDS[expected] ?? 'of another type'}.${instead}`;
}

function kindOf(input: unknown): string | undefined {
  if (input === null) return 'null';
  if (Array.isArray(input)) return 'a list';
  switch (typeof input) {
    case 'string':
      return 'a string';
    case 'number':
      // A query parameter that is not a number was read as NaN.
      if (Number.isNaN(input)) return undefined;
      return Number.isInteger(input) ? 'a whole number' : 'a number with a fraction';
    case 'boolean':
      return String(input);
    case 'object':
      return 'an object';
    default:
      return undefined;
  }
}

function bound(origin: string, limit: number, which: 'least' | 'most', isInclusive = true): string {
  const things = limit === 1 ? 'element' : 'elements';
  if (origin === 'string') {
    return which === 'least' && limit === 1
      ? 'not be empty'
      : `have at ${which} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  }
  if (origin === 'array' || origin === 'set' || origin === 'map') {
    return `have at ${which} ${limit} ${things}`;
  }
  if (isInclusive) return `be at ${which} ${limit}`;
  return which === 'least' ? `be more than ${limit}` : `be less than ${limit}`;
}

function wrongValue(field: string, values: readonly unknown[], input: unknown): string {
  const allowed = values.map((value) => JSON.stringify(value));
  const rule = allowed.length === 1 ? allowed.join() : `one of ${allowed.join(', ')}`;
  return `${field} must be ${rule}.${given(input)}`;
}

function given(input: unknown): string {
  if (typeof input !== 'string') {
    const kind = kindOf(input);
    return kind === undefined ? '' : ` You gave ${kind}.`;
  }
  return holdsSecret(input) ? '' : ` You gave ${shown(input)}.`;
}

function shown(text: string): string {
  return `"${cut(text, MOST_VALUE_LENGTH)}"`;
}

function wrongForm(field: string, issue: Issue & { code: 'invalid_union' }): string {
  const alternatives = innerMessages(issue.errors);
  if (alternatives.length === 0) return `${field} is not valid.`;
  return `${field} is not valid: ${alternatives.join(' Or: ')}`;
}

type InnerIssues = readonly { readonly message?: string | undefined }[];

/** The first message of each alternative. These messages do not know the name of their field. */
function innerMessages(alternatives: readonly InnerIssues[]): readonly string[] {
  const messages = alternatives.flatMap((issues) => issues[0]?.message ?? []);
  const shortened = messages.map((message) =>
    message.replace(/^The request body/, 'it').replace(/ You gave [^.]*\.$/, ''),
  );
  return [...new Set(shortened)];
}
