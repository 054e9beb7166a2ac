import { resolved, type OpenApi, type Schema } from './open-api';

/** A member of a body. */
export interface Field {
  /** With the names of the objects that contain it: `rotation.every`, `items[].name`. */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly text: string;
  /** What a value must be, if the schema says so. */
  readonly rule: string;
}

/** Objects within objects within objects are rare, and a table of them is hard to read. */
const DEEPEST = 3;

/** The members of an object, those of objects in it included. Empty for anything else. */
export function fieldsOf(document: OpenApi, schema: Schema, prefix = '', depth = 0): Field[] {
  const object = objectIn(document, schema);
  if (object?.properties === undefined || depth >= DEEPEST) return [];
  const { properties, required = [] } = object;
  return Object.entries(properties).flatMap(([key, member]) => {
    const name = prefix + key;
    const field = {
      name,
      type: typeOf(document, member),
      isRequired: required.includes(key),
      text: textOf(document, member),
      rule: ruleOf(document, member),
    };
    const items = itemsOf(document, member);
    const inside =
      items === undefined
        ? fieldsOf(document, member, `${name}.`, depth + 1)
        : fieldsOf(document, items, `${name}[].`, depth + 1);
    return [field, ...inside];
  });
}

/** The object itself, or the one that the schema chooses or combines. */
function objectIn(document: OpenApi, schema: Schema): Schema | undefined {
  const found = resolved(document, schema as Schema & { $ref?: never });
  if (found.properties !== undefined) return found;
  const parts = (found.allOf ?? found.anyOf ?? found.oneOf ?? [])
    .map((part) => objectIn(document, part))
    .filter((part) => part !== undefined);
  const [first] = parts;
  if (first === undefined || found.allOf === undefined) return first;
  return {
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as NonNullable<
      Schema['properties']
    >,
    required: parts.flatMap(({ required = [] }) => required),
  };
}

function itemsOf(document: OpenApi, schema: Schema): Schema | undefined {
  return resolved(document, schema as Schema & { $ref?: never }).items;
}

function typeOf(document: OpenApi, schema: Schema): string {
  const found = resolved(document, schema as Schema & { $ref?: never });
  const choices = found.anyOf ?? found.oneOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((each) => typeOf(document, each)))].join(' or ');
  }
  if (found.allOf !== undefined) return 'object';
  if (found.items !== undefined) return `list of ${typeOf(document, found.items)}`;
  if (found.format === 'date-time') return 'time';
  const types = [found.type ?? (found.enum ? 'string' : 'any')].flat();
  return types.join(' or ');
}

function textOf(document: OpenApi, schema: Schema): string {
  const found = resolved(document, schema as Schema & { $ref?: never });
  const values = found.enum ?? (found.const === undefined ? undefined : [found.const]);
  return [
    schema.description ?? found.description,
    values && `One of ${values.map((value) => `\`${String(value)}\``).join(', ')}.`,
  ]
    .filter((text) => typeof text === 'string')
    .join(' ');
}

function ruleOf(document: OpenApi, schema: Schema): string {
  const found = resolved(document, schema as Schema & { $ref?: never });
  return [
    found['x-must-be'] && `Must be ${quoted(found['x-must-be'])}.`,
    found.default !== undefined && `Default: \`${JSON.stringify(found.default)}\`.`,
  ]
    .filter((text) => typeof text === 'string')
    .join(' ');
}

/** Values in quotation marks are values of the wire. */
const quoted = (text: string) => text.replaceAll(/"([^"]+)"/g, '`$1`');
