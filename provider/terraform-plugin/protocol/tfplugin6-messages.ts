/**
 * The part of Terraform's plugin protocol 6 that we use, up to minor version 6.8: the numbers,
 * names and types of its fields. Fields of later versions are skipped on reading, and RPCs of later
 * versions are answered with "unimplemented". Omitted, because this provider never sends them:
 * nested blocks, provider_meta, resource identity, deferred actions.
 */
import { field, mapOf, message, optional, repeated } from './message-descriptor';
import {
  attributePath,
  clientCapabilities,
  diagnostic,
  dynamicValue,
  functionDefinition,
  functionError,
  rawState,
  schema,
  serverCapabilities,
  timestamp,
} from './tfplugin6-types';

export * from './tfplugin6-types';

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
