import { parseDurationMs } from './duration';
import { nestedSingle, string } from './kind';
import type { Schema } from './attribute';
import type { ObjectValue, Value } from './value';
import { isObject } from './value-comparison';
import { validator } from './validator';
import { withArticle } from './with-article';

export const TIMEOUTS = 'timeouts';

export const OPERATIONS = ['create', 'read', 'update', 'delete'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** How long each operation may take, as durations such as `"30s"` or `"5m"`. */
export type TimeoutDefaults = Readonly<Record<Operation, string>>;

/** Applies if neither the resource nor the user sets a timeout. */
const DEFAULT_TIMEOUT = '20m';

const duration = validator<string>('a duration such as `30s` or `5m`', (text) =>
  parseDurationMs(text) === undefined ? 'must be a duration such as "30s" or "5m"' : undefined,
);

/** The attributes of the resource, and `timeouts` if the resource offers them. */
export function withTimeouts(schema: Schema, defaults: TimeoutDefaults | undefined): Schema {
  if (defaults === undefined) return schema;
  const children = Object.fromEntries(
    OPERATIONS.map((operation) => [
      operation,
      string.optional({
        description: `How long ${withArticle(operation)} may take. Defaults to \`${defaults[operation]}\`.`,
        validators: [duration],
      }),
    ]),
  );
  return {
    ...schema,
    [TIMEOUTS]: nestedSingle(children).optional({
      description: 'How long each operation may take, as durations such as `30s` or `5m`.',
    }),
  };
}

/**
 * The timeout in milliseconds: the value in `resource` (a plan or a state), otherwise the default.
 * Undefined if the text is not a duration.
 */
export function timeoutMs(
  operation: Operation,
  resource: ObjectValue | null,
  defaults: TimeoutDefaults | undefined,
): number | undefined {
  const chosen = defaults === undefined ? null : timeoutOf(resource?.[TIMEOUTS] ?? null, operation);
  const text = typeof chosen === 'string' ? chosen : (defaults?.[operation] ?? DEFAULT_TIMEOUT);
  return parseDurationMs(text);
}

function timeoutOf(timeouts: Value, operation: Operation): Value {
  return isObject(timeouts) ? (timeouts[operation] ?? null) : null;
}

/**
 * The timeout of what offers no `timeouts` attribute, in milliseconds. The text was checked when
 * the provider was defined.
 */
export function fixedTimeoutMs(text: string | undefined): number {
  const duration = parseDurationMs(text ?? DEFAULT_TIMEOUT);
  if (duration === undefined)
    throw new RangeError(`${text} is not a duration such as "30s" or "5m"`);
  return duration;
}
