/**
 * Terraform values as plain JavaScript, the vocabulary of everything above the wire.
 *
 * | Terraform | JavaScript |
 * |---|---|
 * | null | `null` |
 * | unknown | the singleton `unknown` |
 * | bool, string | `boolean`, `string` |
 * | number | `number` where exact, else `bigint` (whole) or `Decimal` (anything a double would alter) |
 * | list, set, tuple | array |
 * | map, object | plain object with a null prototype; an object carries every attribute of its type |
 */
export type Value =
  null | Unknown | boolean | string | number | bigint | Decimal | readonly Value[] | ObjectValue;

export interface ObjectValue {
  readonly [name: string]: Value;
}

/** A value that is only known after apply. Compare with `===` or `isUnknown`. */
export class Unknown {
  static readonly instance = new Unknown();
  /** Sets the type apart: without it every string and array would pass for an `Unknown`. */
  readonly unknown = true;
  private constructor() {}
  toString(): string {
    return '(known after apply)';
  }
}

/**
 * The one value that is known only after apply.
 *
 * @example
 * expect(plannedState?.sha256).toBe(unknown);
 */
export const unknown: Unknown = Unknown.instance;

/**
 * Whether a value is known only after apply.
 *
 * @example
 * if (isUnknown(config.endpoint)) return deferred('`endpoint` is known only after apply');
 */
export function isUnknown(value: unknown): value is Unknown {
  return value === unknown;
}

/**
 * A number kept as its decimal text, because a double would alter it.
 *
 * @example
 * new Decimal('0.1000000000000000055511151231257827').text
 */
export class Decimal {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}
