import type { AttributeSpec, Nesting } from '../framework/attribute';
import type { AttributeType } from '../framework/attribute-type';

const PRIMITIVES = { string: 'String', number: 'Number', bool: 'Boolean' };
const COLLECTIONS = { list: 'List', set: 'Set', map: 'Map' };
const NESTED: Readonly<Record<Nesting, string>> = {
  single: 'Attributes',
  list: 'Attributes List',
  set: 'Attributes Set',
  map: 'Attributes Map',
};

/** A type as the registry names it: `Set of String`. */
export function typeText(type: AttributeType): string {
  if (typeof type === 'string') return PRIMITIVES[type];
  if (type.kind === 'object') return 'Object';
  return `${COLLECTIONS[type.kind]} of ${typeText(type.element)}`;
}

const WRITE_ONLY =
  '[Write-only](https://developer.hashicorp.com/terraform/language/resources/ephemeral#write-only-arguments)';

/** The type of an attribute with what Terraform does with its values: `String, Sensitive`. */
export function attributeTypeText(spec: AttributeSpec): string {
  return [
    spec.nested === undefined ? typeText(spec.type) : NESTED[spec.nested.nesting],
    ...(spec.sensitive ? ['Sensitive'] : []),
    ...(spec.role === 'write-only' ? [WRITE_ONLY] : []),
    ...(spec.deprecated === undefined ? [] : ['Deprecated']),
  ].join(', ');
}

/** A type in the signature of a function, as Terraform writes types: `set(string)`. */
export function signatureType(type: AttributeType): string {
  if (typeof type === 'string') return type;
  if (type.kind === 'object') {
    const parts = Object.entries(type.attributes).map(
      ([name, inner]) => `${name} = ${signatureType(inner)}`,
    );
    return `object({ ${parts.join(', ')} })`;
  }
  return `${type.kind}(${signatureType(type.element)})`;
}
