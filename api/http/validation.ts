import type { z } from 'zod';
import { Failure, notFound, type FieldFailure } from '../domain/failure';
import { pointerStep } from '../lib/json-pointer';
import { cut } from './bounded-text';
import { fieldMessage, repeatedMessage } from './field-message';

/** Only the beginning of a longer field name is shown. */
const MOST_NAME_LENGTH = 64;
const MOST_STEP_LENGTH = 200;

/** @throws Failure `invalid_request` with a pointer for each field that is wrong */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  return parse(schema, body === undefined ? {} : body, (path) =>
    path.map((step) => `/${pointerStep(step)}`).join(''),
  );
}

/** @throws Failure `invalid_request` naming the query parameter, also if one of its several values is wrong */
export function parseQuery(schema: z.ZodType, query: unknown): unknown {
  return parseParameters(schema, query, ([name = '']) => `?${name}`);
}

/** @throws Failure `invalid_request` naming the parameter as `pointerOf` does */
export function parseParameters(
  schema: z.ZodType,
  given: unknown,
  pointerOf: (path: readonly string[]) => string,
): unknown {
  return parse(schema, given, pointerOf, repeatedFault);
}

type Fault = Pick<FieldFailure, 'code' | 'message'>;

/** A parameter that is given twice is a list. That is wrong unless its schema expects a list. */
function repeatedFault(issue: z.core.$ZodIssue, given: unknown): Fault | undefined {
  const [name, ...inside] = issue.path.map(String);
  if (name === undefined || inside.length > 0) return undefined;
  if (issue.code === 'too_big' || issue.code === 'too_small') return undefined;
  const value = (given as Readonly<Record<string, unknown>>)[name];
  return Array.isArray(value) ? { code: 'duplicate', message: repeatedMessage(name) } : undefined;
}

/** An ID that cannot exist gets the same answer as any other ID that is not found. */
export function parseParams(schema: z.ZodType, params: unknown): unknown {
  const result = schema.safeParse(params);
  if (!result.success) throw notFound('resource');
  return result.data;
}

function parse<S extends z.ZodType>(
  schema: S,
  input: unknown,
  pointerOf: (path: readonly string[]) => string,
  faultOf: (issue: z.core.$ZodIssue, given: unknown) => Fault | undefined = () => undefined,
): z.output<S> {
  const result = schema.safeParse(input, { error: fieldMessage });
  if (result.success) return result.data;
  const all = result.error.issues.flatMap((issue): FieldFailure[] => {
    const path = issue.path.map((step) => cut(String(step), MOST_STEP_LENGTH));
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerOf([...path, cut(key, MOST_STEP_LENGTH)]),
        code: 'unknown_field',
        message: `The field "${cut(key, MOST_NAME_LENGTH)}" does not exist here. Remove it.`,
      }));
    }
    const fault = faultOf(issue, input) ?? { code: codeOf(issue), message: issue.message };
    return [{ pointer: pointerOf(path), ...fault }];
  });
  const errors = firstOfEach(all);
  const first = errors[0];
  // A message that names its field needs no pointer before it.
  const isNamed = first === undefined || first.pointer === '' || first.message.startsWith('`');
  const where = isNamed ? '' : `${first.pointer}: `;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  throw new Failure(
    'invalid_request',
    `${where}${first?.message ?? 'The value is not valid.'}${more}`,
    {
      errors,
    },
  );
}

/**
 * A rule of Keyplane can name its code. If it names none, the code says that the format is wrong.
 */
function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'custom') return issue.code;
  const named: unknown = issue.params?.['code'];
  return typeof named === 'string' ? named : 'invalid_format';
}

/**
 * Each field gets one reason. The first one hides those that follow from it: for example, a value
 * that is not a number is not more than 0 either.
 */
function firstOfEach(errors: readonly FieldFailure[]): readonly FieldFailure[] {
  const pointers = new Set<string>();
  return errors.filter(({ pointer }) => {
    if (pointers.has(pointer)) return false;
    pointers.add(pointer);
    return true;
  });
}
