// What an author of a provider needs. Everything else of this package may change without notice.

// Attributes and schemas
export type { Attribute, Schema } from './framework/attribute';
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
} from './framework/kind';

// Values and models: what handlers receive and return
export {
  type AttributePath,
  type AttributePathStep,
  attributePath,
} from './framework/attribute-path';
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
} from './framework/model';
export {
  type Presumed,
  presumeKnown,
  splitUnknown,
  type SplitRequest,
} from './framework/presume-known';
export {
  Decimal,
  isUnknown,
  type ObjectValue,
  type Unknown,
  unknown,
  type Value,
} from './framework/value';

// Validation
export {
  atLeastOneOf,
  conflictsWith,
  type ConfigValidator,
  exactlyOneOf,
  requiredTogether,
} from './framework/config-validator';
export {
  judgedInPlan,
  type PlacedProblem,
  placedProblems,
  type Problem,
  type Validator,
  validator,
} from './framework/validator';
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
} from './framework/validators';

// Definitions
export { defineProvider, forClient } from './framework/define-provider';
export {
  type ConfigureContext,
  type Deferred,
  deferred,
  type Provider,
  type ProviderDefinition,
} from './framework/provider';
export {
  type Gone,
  gone,
  type ModifyPlanRequest,
  type PlanEditor,
  type Resource,
  type ResourceDefinition,
  type StateMove,
  type StateUpgrade,
} from './framework/resource';
export type { DataSource, DataSourceDefinition } from './framework/data-source';
export type {
  EphemeralResource,
  EphemeralResourceDefinition,
  Opened,
} from './framework/ephemeral-resource';
export {
  defineFunction,
  FunctionArgumentError,
  type FunctionDefinition,
  parameter,
  type ProviderFunction,
} from './framework/provider-function';
export type { TimeoutDefaults } from './framework/timeouts';

// What handlers work with
export type {
  ApplyContext,
  HandlerContext,
  ResourceContext,
  ValidateContext,
} from './framework/context';
export type { Diagnostic } from './framework/diagnostic';
export {
  type DiagnosticCollector,
  DiagnosticError,
  type DiagnosticText,
} from './framework/diagnostics';
export type { JsonObject, JsonValue } from './framework/json-number';
export type { Logger, LogFields } from './framework/logger';
export { type PrivateKey, privateKey, type PrivateState } from './framework/private-state';
export type { SessionEnding } from './framework/session-ending';

// Texts and times for messages
export { parseDurationMs } from './framework/duration';
export { instantMs, shortInstant, shownTime } from './framework/instant';
export { withArticle } from './framework/with-article';

// Serving
export {
  createProviderServer,
  type ProviderServerOptions,
} from './framework/create-provider-server';
export type { ProviderServer } from './framework/provider-server';
export { rehearse, type RehearsalOptions } from './plugin/rehearse';
export { serve, type ServeOptions } from './plugin/serve';
export {
  serveForReattach,
  type ServedForReattach,
  type ServeForReattachOptions,
} from './plugin/serve-for-reattach';

// Documentation: the schemas, for tools that write it
export { describeProvider } from './framework/provider-description';
export type {
  AttributeDescription,
  FunctionSignature,
  ProviderSchema,
  SchemaDescription,
} from './framework/provider-server';
export type { AttributeType } from './framework/attribute-type';
