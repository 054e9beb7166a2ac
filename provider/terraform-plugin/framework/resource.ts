import type { ApplyContext, Awaitable, ResourceContext, ValidateContext } from './context';
import type { ConfigValidator } from './config-validator';
import type { DiagnosticText } from './diagnostics';
import type { JsonObject } from './json-number';
import type {
  AppliedModel,
  ComputedKey,
  ConfigModel,
  ImportedModel,
  PlanModel,
  PlannedModel,
  ResultModel,
  StateModel,
} from './model';
import type { Schema } from './attribute';
import type { TimeoutDefaults } from './timeouts';
import type { ObjectValue } from './value';

/** A resource is a schema and five methods; everything with a question mark is a capability. */
export interface ResourceDefinition<Client, S extends Schema> {
  readonly name: string;
  /** Markdown. */
  readonly description: string;
  /** The state's version; raise it with an entry in `upgradeState`. */
  readonly version?: number;
  readonly deprecated?: boolean;
  readonly schema: S;
  /** Offers the attribute `timeouts`, with these durations (`"30s"`, `"5m"`) where it is silent. */
  readonly timeouts?: TimeoutDefaults;
  readonly validators?: readonly ConfigValidator<keyof S & string>[];

  create(plan: PlannedModel<S>, context: ApplyContext<Client, S>): Promise<AppliedModel<S>>;
  /** The whole object as it is now, or `gone(…)`. Drift is what differs from `state`. */
  read(state: StateModel<S>, context: ResourceContext<Client>): Promise<ResultModel<S> | Gone>;
  /** May be left out where every configurable attribute requires a replacement. */
  update?(
    plan: PlannedModel<S>,
    state: StateModel<S>,
    context: ApplyContext<Client, S>,
  ): Promise<AppliedModel<S>>;
  delete(state: StateModel<S>, context: ResourceContext<Client>): Promise<void>;
  /** Left out, the id is the one identity attribute; Terraform reads the rest at once. */
  importState?(id: string, context: ResourceContext<Client>): Awaitable<ImportedModel<S>>;

  validateConfig?(config: ConfigModel<S>, context: ValidateContext): Awaitable<void>;
  /** Runs after the plan was drawn up, for creates and updates; not for a destroy. */
  modifyPlan?(request: ModifyPlanRequest<Client, S>): Awaitable<void>;
  /** Runs when the object will be destroyed; an error refuses it. */
  planDestroy?(state: StateModel<S>, context: ResourceContext<Client>): Awaitable<void>;
  /** From each older version to the one after it. Attributes that are gone are dropped anyway. */
  readonly upgradeState?: Readonly<Record<number, StateUpgrade>>;
  readonly moveState?: readonly StateMove[];
}

export interface ModifyPlanRequest<Client, S extends Schema> {
  readonly config: ConfigModel<S>;
  /** Null for a create, also for the second half of a replacement. */
  readonly priorState: StateModel<S> | null;
  readonly plan: PlanEditor<S>;
  readonly context: ResourceContext<Client>;
}

export interface PlanEditor<S extends Schema> {
  /** The plan with the edits so far. */
  readonly values: PlanModel<S>;
  /** Names whose value differs from the prior state; every name for a create. */
  readonly changed: ReadonlySet<keyof S & string>;
  readonly requiresReplace: boolean;
  /** Only what the user has not configured can be set; an update's dependants are recomputed. */
  set<K extends ComputedKey<S> & keyof PlanModel<S>>(name: K, value: PlanModel<S>[K]): void;
  markUnknown(name: ComputedKey<S>): void;
  /** The attribute must change; a computed one that does not is marked unknown. */
  requireReplace(name: keyof S & string): void;
}

export type StateUpgrade = (state: JsonObject) => JsonObject;

export interface StateMove {
  matches(source: {
    readonly providerAddress: string;
    readonly typeName: string;
    readonly schemaVersion: number;
  }): boolean;
  /** The state in this resource's current version. */
  move(source: JsonObject): JsonObject;
}

/** The remote object is no more: it leaves the state, and this is shown as a warning. */
export class Gone {
  constructor(readonly text: DiagnosticText) {}
}

/**
 * What `read` returns if the remote object no longer exists.
 *
 * @example
 * return gone({ summary: `File ${name} is gone`, detail: 'The next apply creates it again.' });
 */
export function gone(text: DiagnosticText): Gone {
  return new Gone(text);
}

/** A definition whose types were checked and then forgotten; its schema remembers them. */
export interface Resource<Client> {
  readonly name: string;
  readonly description: string;
  readonly version: number;
  readonly deprecated: boolean;
  readonly schema: Schema;
  readonly timeouts?: TimeoutDefaults;
  readonly validators: readonly ConfigValidator<string>[];
  readonly handlers: ResourceHandlers<Client>;
  readonly upgradeState: Readonly<Record<number, StateUpgrade>>;
  readonly moveState: readonly StateMove[];
}

type Given = Readonly<Record<string, unknown>>;

/** The methods as the server calls them: on values of the wire, already turned into models. */
export interface ResourceHandlers<Client> {
  create(plan: ObjectValue, context: ApplyContext<Client, Schema>): Promise<Given>;
  read(state: ObjectValue, context: ResourceContext<Client>): Promise<Given | Gone>;
  update?(
    plan: ObjectValue,
    state: ObjectValue,
    context: ApplyContext<Client, Schema>,
  ): Promise<Given>;
  delete(state: ObjectValue, context: ResourceContext<Client>): Promise<void>;
  importState?(id: string, context: ResourceContext<Client>): Awaitable<Given>;
  validateConfig?(config: ObjectValue, context: ValidateContext): Awaitable<void>;
  modifyPlan?(request: ErasedModifyPlanRequest<Client>): Awaitable<void>;
  planDestroy?(state: ObjectValue, context: ResourceContext<Client>): Awaitable<void>;
}

export interface ErasedModifyPlanRequest<Client> {
  readonly config: ObjectValue;
  readonly priorState: ObjectValue | null;
  readonly plan: ErasedPlanEditor;
  readonly context: ResourceContext<Client>;
}

export interface ErasedPlanEditor {
  readonly values: ObjectValue;
  readonly changed: ReadonlySet<string>;
  readonly requiresReplace: boolean;
  set(name: string, value: unknown): void;
  markUnknown(name: string): void;
  requireReplace(name: string): void;
}

/** The schema carries at run time what `S` says at compile time, so the types may be let go. */
export function eraseResource<Client, S extends Schema>(
  definition: ResourceDefinition<Client, S>,
): Resource<Client> {
  return {
    name: definition.name,
    description: definition.description,
    version: definition.version ?? 0,
    deprecated: definition.deprecated ?? false,
    schema: definition.schema,
    validators: definition.validators ?? [],
    handlers: definition as unknown as ResourceHandlers<Client>,
    upgradeState: definition.upgradeState ?? {},
    moveState: definition.moveState ?? [],
    ...(definition.timeouts === undefined ? {} : { timeouts: definition.timeouts }),
  };
}
