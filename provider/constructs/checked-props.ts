import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';

/** JavaScript, and TypeScript with `any`, pass values that the types of this package do not allow. */
type Check = (value: unknown) => boolean;

/** @throws with the construct's path, the property, what it must be, and what was given */
export function refuseValue(
  construct: IConstruct,
  name: string,
  what: string,
  value: unknown,
): never {
  const problem =
    value === undefined
      ? `\`${name}\` is required: ${what}.`
      : `\`${name}\` must be ${what}. You gave ${shown(value)}.`;
  throw new Error(`${construct.node.path}: ${problem}`);
}

export function checked<T>(
  construct: IConstruct,
  name: string,
  value: T,
  what: string,
  isRight: Check,
): T {
  if (!isRight(value)) refuseValue(construct, name, what, value);
  return value;
}

export function checkedIfSet<T>(
  construct: IConstruct,
  name: string,
  value: T | undefined,
  what: string,
  isRight: Check,
): T | undefined {
  return value === undefined ? value : checked(construct, name, value, what, isRight);
}

/** The properties of a construct, which plain JavaScript may have forgotten. */
export function checkedProps<T>(construct: IConstruct, props: T): T {
  return checked(construct, 'props', props, 'an object with its properties', isObject);
}

/** Of `Expiry`, `Rotation` and `SecretDelivery`, also if another copy of the package made it. */
export const hasAttributes: Check = (value) => isObject(value) && isObject(value['attributes']);

/** A text, or a token for one. */
export const isText: Check = (value) => typeof value === 'string' || Token.isUnresolved(value);

export function has(name: string): Check {
  return (value) => isObject(value) && isText(value[name]);
}

export const EXPIRY = 'an Expiry, such as Expiry.after("30d")';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Not the value of an object or a long text, which may be a secret. */
function shown(value: unknown): string {
  if (typeof value === 'string') return value.length <= 64 ? JSON.stringify(value) : 'a long text';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object of another kind';
  return typeof value === 'function' ? 'a function' : String(value);
}
