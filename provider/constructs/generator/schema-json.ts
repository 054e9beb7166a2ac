import type { ProviderSchema as SchemaJson, Schema } from '@cdktf/commons';
import type {
  AttributeDescription,
  ProviderSchema,
  SchemaDescription,
  AttributeType,
} from '../../terraform-plugin';

type AttributeJson = Schema['block']['attributes'][string];
type TypeJson = Extract<AttributeJson, { nested_type?: never }>['type'];

export interface PublishedProvider {
  /** The address of the provider with its host, such as `keyplane.local/keyplane/keyplane`. */
  readonly source: string;
  readonly version: string;
}

/**
 * The part of `terraform providers schema -json` that the generator reads. It is rendered without
 * terraform, so generating needs no binary and no process. A test compares it with the stock
 * terraform's.
 */
export function renderSchemaJson(
  schema: ProviderSchema,
  { source, version }: PublishedProvider,
): SchemaJson {
  return {
    provider_schemas: {
      [source]: {
        provider: schemaJson(schema.provider),
        resource_schemas: mapSorted(schema.resources, schemaJson),
        data_source_schemas: mapSorted(schema.dataSources, schemaJson),
      },
    },
    provider_versions: { [source]: version },
  };
}

function schemaJson({ version, attributes }: SchemaDescription): Schema {
  return { version, block: { attributes: attributesJson(attributes), block_types: {} } };
}

function attributesJson(
  attributes: readonly AttributeDescription[],
): Record<string, AttributeJson> {
  const byName = Object.fromEntries(attributes.map((attribute) => [attribute.name, attribute]));
  return mapSorted(byName, attributeJson);
}

function attributeJson(attribute: AttributeDescription): AttributeJson {
  const { type, nested, description, required, optional, computed, sensitive } = attribute;
  const common = {
    description,
    ...(required && { required }),
    ...(optional && { optional }),
    ...(computed && { computed }),
    ...(sensitive && { sensitive }),
  };
  if (nested !== undefined) {
    const { nesting: nesting_mode, attributes } = nested;
    return { ...common, nested_type: { nesting_mode, attributes: attributesJson(attributes) } };
  }
  if (type === undefined) throw new Error(`The attribute ${attribute.name} has no type.`);
  return { ...common, type: typeJson(type) };
}

/** cty's JSON form of a type. */
function typeJson(type: AttributeType): TypeJson {
  if (typeof type === 'string') return type;
  return type.kind === 'object'
    ? ['object', mapSorted(type.attributes, typeJson)]
    : [type.kind, typeJson(type.element)];
}

/** The attributes in Terraform's own order, which the generated code follows. */
function mapSorted<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(record)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, convert(value)]),
  );
}
