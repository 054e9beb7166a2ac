export { instantMs, shortInstant, shownTime } from './instant';
export { type Presumed, presumeKnown, splitUnknown, type SplitRequest } from './presume-known';
export { type AttributePath, type AttributePathStep, attributePath } from './attribute-path';
export type { AttributeType } from './attribute-type';
export type { Diagnostic } from './diagnostic';
export {
  type DiagnosticCollector,
  DiagnosticError,
  type DiagnosticText,
  formatPath,
} from './diagnostics';
export { Decimal, isUnknown, type ObjectValue, type Unknown, unknown, type Value } from './value';
export { type NumberValue, numbersEqual, parseNumber } from './number-text';

export type { Attribute } from './attribute';
export {
  bool,
  type Kind,
  type KindValue,
  list,
  map,
  nestedList,
  nestedMap,
  nestedSet,
  nestedSingle,
  nullable,
  number,
  object,
  set,
  string,
} from './kind';
export type { Schema } from './attribute';
export type {
  AppliedModel,
  ConfigModel,
  ImportedModel,
  KnownConfigModel,
  PartialModel,
  PlanModel,
  PlannedModel,
  ResultModel,
  StateModel,
} from './model';
export {
  judgedInPlan,
  type PlacedProblem,
  placedProblems,
  type Problem,
  type Validator,
  validator,
} from './validator';
export {
  between,
  each,
  integer,
  lengthBetween,
  matching,
  oneOf,
  rfc3339,
  sameInstant,
  sizeBetween,
} from './validators';
export { withArticle } from './with-article';
export {
  atLeastOneOf,
  conflictsWith,
  type ConfigValidator,
  exactlyOneOf,
  requiredTogether,
} from './config-validator';

export type { ApplyContext, HandlerContext, ResourceContext, ValidateContext } from './context';
export { type PrivateKey, privateKey, type PrivateState } from './private-state';
export type { Logger, LogFields } from './logger';
export {
  type Gone,
  gone,
  type ModifyPlanRequest,
  type PlanEditor,
  type Resource,
  type ResourceDefinition,
  type StateMove,
  type StateUpgrade,
} from './resource';
export type { DataSource, DataSourceDefinition } from './data-source';
export type { EphemeralResource, EphemeralResourceDefinition, Opened } from './ephemeral-resource';
export {
  defineFunction,
  FunctionArgumentError,
  type FunctionDefinition,
  parameter,
  type ProviderFunction,
} from './provider-function';
export {
  type ConfigureContext,
  type Deferred,
  deferred,
  type Provider,
  type ProviderDefinition,
} from './provider';
export { defineProvider, forClient } from './define-provider';
export type { JsonObject, JsonValue } from './json-number';
export { parseDurationMs } from './duration';
export type {
  AttributeDescription,
  FunctionSignature,
  ProviderSchema,
  ProviderServer,
  SchemaDescription,
} from './provider-server';
export { createProviderServer, type ProviderServerOptions } from './create-provider-server';
export { describeProvider } from './provider-description';
export { refusedNameReason } from './attribute-names';
export { attributeFaults, providerFaults } from './schema-faults';
