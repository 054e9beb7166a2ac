import { Token } from 'cdktf';
import type { IConstruct } from 'constructs';
import { isText, quoted, refuseValue } from './checked-props';

// What the API refuses in a name for people: control characters and bidirectional overrides.
const ONE_LINE =
  /^(?!\s)[^\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\u2028\u2029]{1,200}(?<!\s)$/u;

/**
 * The name, or the construct's id by default. A name that only Terraform will know is judged by the
 * provider.
 */
export function displayName(construct: IConstruct, name = construct.node.id): string {
  if (!Token.isUnresolved(name) && (typeof name !== 'string' || !ONE_LINE.test(name))) {
    throw new Error(
      `${construct.node.path}: the name ${shown(name)} must be a line of 1 to 200 ` +
        'characters, without control characters and without spaces around it.',
    );
  }
  return name;
}

/** An ID that a caller gives to a construct. */
export interface GivenId {
  /** The parameter that takes the ID. */
  readonly name: string;
  /** The kind of object that the ID names. */
  readonly what: string;
  /** What the IDs of this kind begin with. */
  readonly prefix: string;
}

/** Refuses the ID of another kind of object. */
export function idOf(construct: IConstruct, given: GivenId, id: string): string {
  const { name, what, prefix } = given;
  const wanted = `the ID of a ${what}, which begins with "${prefix}_"`;
  if (!isText(id)) refuseValue(construct, name, wanted, id);
  if (!Token.isUnresolved(id) && !id.startsWith(`${prefix}_`)) {
    throw new Error(`${construct.node.path}: ${quoted(id)} is not ${wanted}.`);
  }
  return id;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}
