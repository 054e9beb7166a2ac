import type { AttributeSpec, Schema } from './attribute';
import type { AttributeDescription, ObjectType } from './provider-server';

/** The schema's type on the wire; a schema never changes, so it is computed once. */
export function objectTypeOf(schema: Schema): ObjectType {
  const known = objectTypes.get(schema);
  if (known !== undefined) return known;
  const type: ObjectType = {
    kind: 'object',
    attributes: Object.fromEntries(
      Object.entries(schema).map(([name, attribute]) => [name, attribute.spec.type]),
    ),
  };
  objectTypes.set(schema, type);
  return type;
}

const objectTypes = new WeakMap<Schema, ObjectType>();

export function describeSchema(schema: Schema): readonly AttributeDescription[] {
  return Object.entries(schema).map(([name, { spec }]) => describeAttribute(name, spec));
}

function describeAttribute(name: string, spec: AttributeSpec): AttributeDescription {
  return {
    name,
    ...(spec.nested === undefined
      ? { type: spec.type }
      : {
          nested: {
            nesting: spec.nested.nesting,
            attributes: describeSchema(spec.nested.schema),
          },
        }),
    description: spec.description,
    required: spec.presence === 'required',
    optional: ['optional', 'defaulted', 'optional-computed'].includes(spec.presence),
    computed:
      ['computed', 'defaulted', 'optional-computed'].includes(spec.presence) ||
      spec.sameAsAbsent !== undefined,
    sensitive: spec.sensitive,
    writeOnly: spec.role === 'write-only',
    ...(spec.deprecated === undefined ? {} : { deprecated: true }),
  };
}
