/**
 * The part of Terraform's plugin protocol 6 that we use, up to minor version 6.8: the numbers,
 * names and types of its fields. Fields of later versions are skipped on reading, and RPCs of later
 * versions are answered with "unimplemented". Omitted, because this provider never sends them:
 * nested blocks, provider_meta, resource identity, deferred actions.
 */
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

/** Written out, because a type cannot be inferred from a table that contains itself. */
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

export const empty = message('Empty', {});

const typeNameOnly = message('TypeNameMetadata', { typeName: field(1, 'string') });
const functionMetadata = message('FunctionMetadata', { name: field(1, 'string') });

export const getMetadataResponse = message('GetMetadata.Response', {
  serverCapabilities: field(1, () => serverCapabilities),
  diagnostics: repeated(2, () => diagnostic),
  dataSources: repeated(3, () => typeNameOnly),
  resources: repeated(4, () => typeNameOnly),
  functions: repeated(5, () => functionMetadata),
  ephemeralResources: repeated(6, () => typeNameOnly),
});

export const getProviderSchemaResponse = message('GetProviderSchema.Response', {
  provider: field(1, () => schema),
  resourceSchemas: mapOf(2, () => schema),
  dataSourceSchemas: mapOf(3, () => schema),
  diagnostics: repeated(4, () => diagnostic),
  serverCapabilities: field(6, () => serverCapabilities),
  functions: mapOf(7, () => functionDefinition),
  ephemeralResourceSchemas: mapOf(8, () => schema),
});

export const getFunctionsResponse = message('GetFunctions.Response', {
  functions: mapOf(1, () => functionDefinition),
  diagnostics: repeated(2, () => diagnostic),
});

/** The answer of every validation, of ConfigureProvider and of CloseEphemeralResource. */
export const diagnosticsResponse = message('Response', {
  diagnostics: repeated(1, () => diagnostic),
});

export const validateProviderConfigRequest = message('ValidateProviderConfig.Request', {
  config: field(1, () => dynamicValue),
});

/** Its diagnostics are field 2, unlike those of the other validations. */
export const validateProviderConfigResponse = message('ValidateProviderConfig.Response', {
  diagnostics: repeated(2, () => diagnostic),
});

/** The request to validate a resource, a data source or an ephemeral resource. */
export const validateConfigRequest = message('ValidateResourceConfig.Request', {
  typeName: field(1, 'string'),
  config: field(2, () => dynamicValue),
  clientCapabilities: field(3, () => clientCapabilities),
});

export const configureProviderRequest = message('ConfigureProvider.Request', {
  terraformVersion: field(1, 'string'),
  config: field(2, () => dynamicValue),
  clientCapabilities: field(3, () => clientCapabilities),
});

export const upgradeResourceStateRequest = message('UpgradeResourceState.Request', {
  typeName: field(1, 'string'),
  version: field(2, 'int64'),
  rawState: field(3, () => rawState),
});

export const upgradeResourceStateResponse = message('UpgradeResourceState.Response', {
  upgradedState: field(1, () => dynamicValue),
  diagnostics: repeated(2, () => diagnostic),
});

export const readResourceRequest = message('ReadResource.Request', {
  typeName: field(1, 'string'),
  currentState: field(2, () => dynamicValue),
  private: field(3, 'bytes'),
  clientCapabilities: field(5, () => clientCapabilities),
});

export const readResourceResponse = message('ReadResource.Response', {
  newState: field(1, () => dynamicValue),
  diagnostics: repeated(2, () => diagnostic),
  private: field(3, 'bytes'),
});

export const planResourceChangeRequest = message('PlanResourceChange.Request', {
  typeName: field(1, 'string'),
  priorState: field(2, () => dynamicValue),
  proposedNewState: field(3, () => dynamicValue),
  config: field(4, () => dynamicValue),
  priorPrivate: field(5, 'bytes'),
  clientCapabilities: field(7, () => clientCapabilities),
});

export const planResourceChangeResponse = message('PlanResourceChange.Response', {
  plannedState: field(1, () => dynamicValue),
  requiresReplace: repeated(2, () => attributePath),
  plannedPrivate: field(3, 'bytes'),
  diagnostics: repeated(4, () => diagnostic),
});

export const applyResourceChangeRequest = message('ApplyResourceChange.Request', {
  typeName: field(1, 'string'),
  priorState: field(2, () => dynamicValue),
  plannedState: field(3, () => dynamicValue),
  config: field(4, () => dynamicValue),
  plannedPrivate: field(5, 'bytes'),
});

export const applyResourceChangeResponse = message('ApplyResourceChange.Response', {
  newState: field(1, () => dynamicValue),
  private: field(2, 'bytes'),
  diagnostics: repeated(3, () => diagnostic),
});

export const importResourceStateRequest = message('ImportResourceState.Request', {
  typeName: field(1, 'string'),
  id: field(2, 'string'),
  clientCapabilities: field(3, () => clientCapabilities),
});

export const importedResource = message('ImportResourceState.ImportedResource', {
  typeName: field(1, 'string'),
  state: field(2, () => dynamicValue),
  private: field(3, 'bytes'),
});

export const importResourceStateResponse = message('ImportResourceState.Response', {
  importedResources: repeated(1, () => importedResource),
  diagnostics: repeated(2, () => diagnostic),
});

export const moveResourceStateRequest = message('MoveResourceState.Request', {
  sourceProviderAddress: field(1, 'string'),
  sourceTypeName: field(2, 'string'),
  sourceSchemaVersion: field(3, 'int64'),
  sourceState: field(4, () => rawState),
  targetTypeName: field(5, 'string'),
  sourcePrivate: field(6, 'bytes'),
});

export const moveResourceStateResponse = message('MoveResourceState.Response', {
  targetState: field(1, () => dynamicValue),
  diagnostics: repeated(2, () => diagnostic),
  targetPrivate: field(3, 'bytes'),
});

export const readDataSourceRequest = message('ReadDataSource.Request', {
  typeName: field(1, 'string'),
  config: field(2, () => dynamicValue),
  clientCapabilities: field(4, () => clientCapabilities),
});

export const readDataSourceResponse = message('ReadDataSource.Response', {
  state: field(1, () => dynamicValue),
  diagnostics: repeated(2, () => diagnostic),
});

export const openEphemeralResourceRequest = message('OpenEphemeralResource.Request', {
  typeName: field(1, 'string'),
  config: field(2, () => dynamicValue),
  clientCapabilities: field(3, () => clientCapabilities),
});

export const openEphemeralResourceResponse = message('OpenEphemeralResource.Response', {
  diagnostics: repeated(1, () => diagnostic),
  renewAt: field(2, () => timestamp),
  result: field(3, () => dynamicValue),
  private: optional(4, 'bytes'),
});

/** The request to renew an ephemeral resource, or to close it. */
export const openedEphemeralResourceRequest = message('RenewEphemeralResource.Request', {
  typeName: field(1, 'string'),
  private: optional(2, 'bytes'),
});

export const renewEphemeralResourceResponse = message('RenewEphemeralResource.Response', {
  diagnostics: repeated(1, () => diagnostic),
  renewAt: field(2, () => timestamp),
  private: optional(3, 'bytes'),
});

export const callFunctionRequest = message('CallFunction.Request', {
  name: field(1, 'string'),
  arguments: repeated(2, () => dynamicValue),
});

export const callFunctionResponse = message('CallFunction.Response', {
  result: field(1, () => dynamicValue),
  error: field(2, () => functionError),
});

export const stopProviderResponse = message('StopProvider.Response', {
  error: field(1, 'string'),
});
