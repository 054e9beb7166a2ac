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

/** An object of Terraform: the values of its attributes by name. */
export interface ObjectValue {
  readonly [name: string]: Value;
}

/** A value that is known only after apply. Compare it with `===` or `isUnknown`. */
export class Unknown {
  /** The only instance. */
  static readonly instance = new Unknown();
  /**
   * Makes the type distinct. Without this property, every text and array would count as an
   * `Unknown`.
   */
  readonly unknown = true;
  private constructor() {}
  /** The text that Terraform shows for such a value. */
  toString(): string {
    return '(known after apply)';
  }
}

/**
 * The one value that is known only after apply.
 *
 * @example
 * expect(plannedState['sha256']).toBe(unknown);
 */
export const unknown: Unknown = Unknown.instance;

/**
 * Whether a value is known only after apply.
 *
 * @example
 * function endpointOf(endpoint: string | Unknown): string | Deferred {
 *   return isUnknown(endpoint) ? deferred('`endpoint` is known only after apply') : endpoint;
 * }
 */
export function isUnknown(value: unknown): value is Unknown {
  return value === unknown;
}

/**
 * A number as its decimal text, because a double would alter it.
 *
 * @example
 * const precise = new Decimal('0.1000000000000000055511151231257827');
 * console.log(precise.text);
 */
export class Decimal {
  constructor(
    /** All digits of the number. */
    readonly text: string,
  ) {}

  /** All digits of the number. */
  toString(): string {
    return this.text;
  }
}
