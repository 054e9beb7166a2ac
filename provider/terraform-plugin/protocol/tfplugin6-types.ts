/** The messages of Terraform's plugin protocol 6 that the messages of its RPCs contain. */
import type { FieldDescriptor, MessageDescriptor } from './message-descriptor';
import { field, mapOf, message, optional, repeated } from './message-descriptor';

export const Severity = { error: 1, warning: 2 } as const;

export const StringKind = { plain: 0, markdown: 1 } as const;

export const NestingMode = { single: 1, list: 2, set: 3, map: 4 } as const;

export const dynamicValue = message('DynamicValue', {
  msgpack: field(1, 'bytes'),
  json: field(2, 'bytes'),
});

export const attributePathStep = message('AttributePath.Step', {
  attributeName: optional(1, 'string'),
  elementKeyString: optional(2, 'string'),
  elementKeyInt: optional(3, 'int64'),
});

export const attributePath = message('AttributePath', {
  steps: repeated(1, () => attributePathStep),
});

export const diagnostic = message('Diagnostic', {
  severity: field(1, 'int32'),
  summary: field(2, 'string'),
  detail: field(3, 'string'),
  attribute: field(4, () => attributePath),
});

export const functionError = message('FunctionError', {
  text: field(1, 'string'),
  functionArgument: optional(2, 'int64'),
});

export const rawState = message('RawState', {
  json: field(1, 'bytes'),
  flatmap: mapOf(2, 'string'),
});

export const timestamp = message('google.protobuf.Timestamp', {
  seconds: field(1, 'int64'),
  nanos: field(2, 'int32'),
});

/** The type is written out, because it cannot be inferred from a table that contains itself. */
export interface SchemaAttributeDescriptor extends MessageDescriptor<{
  readonly name: FieldDescriptor<'string', 'singular'>;
  readonly type: FieldDescriptor<'bytes', 'singular'>;
  readonly description: FieldDescriptor<'string', 'singular'>;
  readonly required: FieldDescriptor<'bool', 'singular'>;
  readonly optional: FieldDescriptor<'bool', 'singular'>;
  readonly computed: FieldDescriptor<'bool', 'singular'>;
  readonly sensitive: FieldDescriptor<'bool', 'singular'>;
  readonly descriptionKind: FieldDescriptor<'int32', 'singular'>;
  readonly deprecated: FieldDescriptor<'bool', 'singular'>;
  readonly nestedType: FieldDescriptor<() => SchemaObjectDescriptor, 'singular'>;
  readonly writeOnly: FieldDescriptor<'bool', 'singular'>;
}> {}

export interface SchemaObjectDescriptor extends MessageDescriptor<{
  readonly attributes: FieldDescriptor<() => SchemaAttributeDescriptor, 'repeated'>;
  readonly nesting: FieldDescriptor<'int32', 'singular'>;
}> {}

export const schemaAttribute: SchemaAttributeDescriptor = message('Schema.Attribute', {
  name: field(1, 'string'),
  type: field(2, 'bytes'),
  description: field(3, 'string'),
  required: field(4, 'bool'),
  optional: field(5, 'bool'),
  computed: field(6, 'bool'),
  sensitive: field(7, 'bool'),
  descriptionKind: field(8, 'int32'),
  deprecated: field(9, 'bool'),
  nestedType: field(10, () => schemaObject),
  writeOnly: field(11, 'bool'),
});

export const schemaObject: SchemaObjectDescriptor = message('Schema.Object', {
  attributes: repeated(1, () => schemaAttribute),
  nesting: field(3, 'int32'),
});

export const schemaBlock = message('Schema.Block', {
  version: field(1, 'int64'),
  attributes: repeated(2, () => schemaAttribute),
  description: field(4, 'string'),
  descriptionKind: field(5, 'int32'),
  deprecated: field(6, 'bool'),
});

export const schema = message('Schema', {
  version: field(1, 'int64'),
  block: field(2, () => schemaBlock),
});

export const functionParameter = message('Function.Parameter', {
  name: field(1, 'string'),
  type: field(2, 'bytes'),
  allowNullValue: field(3, 'bool'),
  allowUnknownValues: field(4, 'bool'),
  description: field(5, 'string'),
  descriptionKind: field(6, 'int32'),
});

export const functionReturn = message('Function.Return', { type: field(1, 'bytes') });

export const functionDefinition = message('Function', {
  parameters: repeated(1, () => functionParameter),
  variadicParameter: field(2, () => functionParameter),
  return: field(3, () => functionReturn),
  summary: field(4, 'string'),
  description: field(5, 'string'),
  descriptionKind: field(6, 'int32'),
});

export const serverCapabilities = message('ServerCapabilities', {
  planDestroy: field(1, 'bool'),
  getProviderSchemaOptional: field(2, 'bool'),
  moveResourceState: field(3, 'bool'),
});

export const clientCapabilities = message('ClientCapabilities', {
  deferralAllowed: field(1, 'bool'),
  writeOnlyAttributesAllowed: field(2, 'bool'),
});
