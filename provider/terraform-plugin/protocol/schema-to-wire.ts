import type { AttributeType } from '../framework/attribute-type';
import type {
  AttributeDescription,
  FunctionParameter,
  FunctionSignature,
  ProviderSchema,
  SchemaDescription,
} from '../framework/provider-server';
import type { WriteMessage } from './message-descriptor';
import type {
  functionDefinition,
  functionParameter,
  getMetadataResponse,
  getProviderSchemaResponse,
  schema,
  SchemaAttributeDescriptor,
} from './tfplugin6-messages';
import { NestingMode, StringKind } from './tfplugin6-messages';

/** Every minor version that Terraform 1.11 asks about; see `tfplugin6-messages.ts`. */
export const offeredCapabilities = {
  planDestroy: true,
  getProviderSchemaOptional: true,
  moveResourceState: true,
} as const;

export function providerSchemaToWire(
  provider: ProviderSchema,
): WriteMessage<typeof getProviderSchemaResponse> {
  return {
    provider: schemaToWire(provider.provider),
    resourceSchemas: mapValues(provider.resources, schemaToWire),
    dataSourceSchemas: mapValues(provider.dataSources, schemaToWire),
    ephemeralResourceSchemas: mapValues(provider.ephemeralResources, schemaToWire),
    functions: functionsToWire(provider.functions),
    serverCapabilities: offeredCapabilities,
  };
}

export function metadataToWire(provider: ProviderSchema): WriteMessage<typeof getMetadataResponse> {
  const typeNames = (schemas: Readonly<Record<string, SchemaDescription>>) =>
    Object.keys(schemas).map((typeName) => ({ typeName }));
  return {
    serverCapabilities: offeredCapabilities,
    resources: typeNames(provider.resources),
    dataSources: typeNames(provider.dataSources),
    ephemeralResources: typeNames(provider.ephemeralResources),
    functions: Object.keys(provider.functions).map((name) => ({ name })),
  };
}

export function functionsToWire(
  functions: ProviderSchema['functions'],
): Record<string, WriteMessage<typeof functionDefinition>> {
  return mapValues(functions, functionToWire);
}

function schemaToWire(description: SchemaDescription): WriteMessage<typeof schema> {
  return {
    version: description.version,
    block: {
      version: description.version,
      attributes: description.attributes.map(attributeToWire),
      description: description.description,
      descriptionKind: StringKind.markdown,
      deprecated: description.deprecated,
    },
  };
}

function attributeToWire(attribute: AttributeDescription): WriteMessage<SchemaAttributeDescriptor> {
  const { nested, type } = attribute;
  if ((nested === undefined) === (type === undefined)) {
    throw new Error(`attribute ${attribute.name} needs exactly one of "type" and "nested"`);
  }
  return {
    name: attribute.name,
    type: type === undefined ? undefined : attributeTypeToWire(type),
    nestedType: nested && {
      attributes: nested.attributes.map(attributeToWire),
      nesting: NestingMode[nested.nesting],
    },
    description: attribute.description,
    descriptionKind: StringKind.markdown,
    required: attribute.required,
    optional: attribute.optional,
    computed: attribute.computed,
    sensitive: attribute.sensitive,
    writeOnly: attribute.writeOnly,
    deprecated: attribute.deprecated,
  };
}

function functionToWire(signature: FunctionSignature): WriteMessage<typeof functionDefinition> {
  return {
    parameters: signature.parameters.map(parameterToWire),
    variadicParameter: signature.variadicParameter && parameterToWire(signature.variadicParameter),
    return: { type: attributeTypeToWire(signature.returns) },
    summary: signature.summary,
    description: signature.description,
    descriptionKind: StringKind.markdown,
  };
}

function parameterToWire(parameter: FunctionParameter): WriteMessage<typeof functionParameter> {
  return {
    name: parameter.name,
    type: attributeTypeToWire(parameter.type),
    allowNullValue: parameter.allowNull,
    allowUnknownValues: parameter.allowUnknown,
    description: parameter.description,
    descriptionKind: StringKind.markdown,
  };
}

/** cty's JSON form of a type, as bytes. */
export function attributeTypeToWire(type: AttributeType): Uint8Array {
  return Buffer.from(JSON.stringify(ctyType(type)), 'utf8');
}

type CtyType = string | readonly [string, CtyType | Readonly<Record<string, CtyType>>];

function ctyType(type: AttributeType): CtyType {
  if (typeof type === 'string') return type;
  return type.kind === 'object'
    ? ['object', mapValues(type.attributes, ctyType)]
    : [type.kind, ctyType(type.element)];
}

function mapValues<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, convert(value)]));
}
