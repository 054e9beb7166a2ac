import { Token } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';

/**
 * JavaScript, and TypeScript with `any`, can pass values that the types of this package do not
 * allow.
 */
type Check = (value: unknown) => boolean;

/** A construct, or the name of a call without one, such as `Expiry.at`. */
export type Place = IConstruct | string;

/** What a property must be. */
export interface Kind {
  readonly what: string;
  readonly isRight: Check;
}

/** @throws with the construct's path, the property, what it must be, and what was given */
export function refuseValue(construct: Place, name: string, what: string, value: unknown): never {
  const problem =
    value === undefined
      ? `\`${name}\` is required: ${what}.`
      : `\`${name}\` must be ${what}. You gave ${shown(value)}.`;
  const place = typeof construct === 'string' ? construct : construct.node.path;
  throw new Error(`${place}: ${problem}`);
}

export function checked<T>(
  construct: Place,
  name: string,
  value: T,
  what: string,
  isRight: Check,
): T {
  if (!isRight(value)) refuseValue(construct, name, what, value);
  return value;
}

export function checkedIfSet<T>(
  construct: Place,
  name: string,
  value: T | undefined,
  what: string,
  isRight: Check,
): T | undefined {
  return value === undefined ? value : checked(construct, name, value, what, isRight);
}

/** The properties of a construct, which plain JavaScript may have omitted. */
export function checkedProps<T>(construct: Place, props: T): T {
  return checked(construct, 'props', props, 'an object with its properties', isObject);
}

/** Checks each property that is set. A required property is checked when it is used. */
export function checkKinds<T extends object>(
  construct: Place,
  props: T,
  kinds: Partial<Readonly<Record<keyof T, Kind>>>,
): void {
  for (const [name, { what, isRight }] of Object.entries<Kind>(kinds as Record<string, Kind>)) {
    checkedIfSet(construct, name, props[name as keyof T], what, isRight);
  }
}

/** @param of what each element must be, in the plural */
export function checkedList<T>(
  construct: Place,
  name: string,
  value: readonly T[] | undefined,
  of: string,
): readonly T[] {
  return checkedIfSet(construct, name, value, `a list of ${of}`, Array.isArray) ?? [];
}

/**
 * For `super(...placed('Role', scope, id))`. The errors of the constructs library would not help
 * here.
 */
export function placed(what: string, scope: Construct, id: string): [Construct, string] {
  checked(`new ${what}`, 'scope', scope, 'the construct around it, such as `this`', (value) =>
    Construct.isConstruct(value),
  );
  return [scope, checked(scope, 'id', id, `the id of the ${what}, a text`, isId)];
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/**
 * Whether it is an `Expiry`, `Rotation` or `SecretDelivery`, even from another copy of the package.
 */
export const hasAttributes: Check = (value) => isObject(value) && isObject(value['attributes']);

/** A text, or a token for one. */
export const isText: Check = (value) => typeof value === 'string' || Token.isUnresolved(value);

export function has(name: string): Check {
  return (value) => isObject(value) && isText(value[name]);
}

export const isNumber: Check = (value) => typeof value === 'number' || Token.isUnresolved(value);

export const TEXT: Kind = { what: 'a text', isRight: isText };

export const FLAG: Kind = {
  what: 'true or false',
  isRight: (value) => typeof value === 'boolean' || Token.isUnresolved(value),
};

export const TEXTS_BY_NAME: Kind = {
  what: 'an object of texts',
  isRight: (value) =>
    Token.isUnresolved(value) || (isObject(value) && Object.values(value).every(isText)),
};

export const EXPIRY = 'an Expiry, such as Expiry.after("30d")';

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Never shows the value of an object, which may contain a secret. */
function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object of another kind';
  return typeof value === 'function' ? 'a function' : String(value);
}

/**
 * A text of the caller for an error. A long text may be a secret, so only its beginning is shown.
 */
export function quoted(text: string): string {
  if (/kp[ast]_/.test(text)) return 'a secret';
  return JSON.stringify(text.length <= 64 ? text : `${text.slice(0, 8)}…`);
}
