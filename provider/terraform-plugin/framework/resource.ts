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

/**
 * What `defineResource` takes: a schema and the methods `create`, `read`, `update` and `delete`.
 * The optional members add capabilities.
 */
export interface ResourceDefinition<Client, S extends Schema> {
  /**
   * The name of the resource type, which begins with the name of the provider, such as
   * `files_file`.
   */
  readonly name: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** The version of the state, 0 by default. If you raise it, add an entry to `upgradeState`. */
  readonly version?: number;
  /** Whether Terraform warns about each use of the resource. */
  readonly deprecated?: boolean;
  /** The attributes of the resource. */
  readonly schema: S;
  /**
   * Adds the attribute `timeouts`. These durations (`"30s"`, `"5m"`) apply to operations for which
   * the user sets none.
   */
  readonly timeouts?: TimeoutDefaults;
  /** Rules across attributes. */
  readonly validators?: readonly ConfigValidator<keyof S & string>[];

  /** Creates the remote object and returns the computed values. */
  create(plan: PlannedModel<S>, context: ApplyContext<Client, S>): Promise<AppliedModel<S>>;
  /**
   * Returns the whole object as it is now, or `gone(…)`. Terraform shows the differences to the
   * state as drift.
   */
  read(state: StateModel<S>, context: ResourceContext<Client>): Promise<ResultModel<S> | Gone>;
  /**
   * Changes the remote object and returns the computed values. You may omit it if every
   * configurable attribute requires a replacement.
   */
  update?(
    plan: PlannedModel<S>,
    state: StateModel<S>,
    context: ApplyContext<Client, S>,
  ): Promise<AppliedModel<S>>;
  /** Deletes the remote object. It must succeed if the object no longer exists. */
  delete(state: StateModel<S>, context: ResourceContext<Client>): Promise<void>;
  /**
   * Finds the object with this import ID. If you omit it, the ID is the value of the one identity
   * attribute. Terraform reads the rest of the object immediately afterwards.
   */
  importState?(id: string, context: ResourceContext<Client>): Awaitable<ImportedModel<S>>;
  /** Markdown: what the import ID is, as a sentence. Documentation tools show it. */
  readonly importId?: string;

  /**
   * Reports what is wrong with the configuration, beyond the rules of its attributes. It runs
   * before the provider is configured.
   */
  validateConfig?(config: ConfigModel<S>, context: ValidateContext): Awaitable<void>;
  /** Runs after the plan was drawn up, for creates and updates, but not for a destroy. */
  modifyPlan?(request: ModifyPlanRequest<Client, S>): Awaitable<void>;
  /** Runs when the plan destroys the object. An error stops the plan. */
  planDestroy?(state: StateModel<S>, context: ResourceContext<Client>): Awaitable<void>;
  /**
   * Converts a state from each older version to the next one. Attributes that the schema no longer
   * has are dropped anyway.
   */
  readonly upgradeState?: Readonly<Record<number, StateUpgrade>>;
  /** Takes over states of other resource types, for `moved` blocks. */
  readonly moveState?: readonly StateMove[];
}

/** What `modifyPlan` gets. */
export interface ModifyPlanRequest<Client, S extends Schema> {
  /** The configuration. */
  readonly config: ConfigModel<S>;
  /**
   * The state before the change. Null for a create, which includes the second half of a
   * replacement.
   */
  readonly priorState: StateModel<S> | null;
  /** Reads and changes the plan. */
  readonly plan: PlanEditor<S>;
  /** The client, the private state and the diagnostics. */
  readonly context: ResourceContext<Client>;
}

/** Reads and changes a plan. */
export interface PlanEditor<S extends Schema> {
  /** The plan with the changes so far. */
  readonly values: PlanModel<S>;
  /** Names of the attributes whose value differs from the prior state. For a create, all names. */
  readonly changed: ReadonlySet<keyof S & string>;
  /** Whether the plan replaces the object. */
  readonly requiresReplace: boolean;
  /**
   * Sets a computed value that the user has not configured. In the plan of an update, attributes
   * that are recomputed when it changes become unknown.
   */
  set<K extends ComputedKey<S> & keyof PlanModel<S>>(name: K, value: PlanModel<S>[K]): void;
  /** Marks a computed value as known only after apply. */
  markUnknown(name: ComputedKey<S>): void;
  /**
   * Replaces the object because of this attribute, which must change. A computed attribute that
   * does not change is marked unknown.
   */
  requireReplace(name: keyof S & string): void;
}

/** Converts the JSON of a state to the next version. */
export type StateUpgrade = (state: JsonObject) => JsonObject;

/** Takes over the state of another resource type, for a `moved` block. */
export interface StateMove {
  /** Whether this move can convert a state of that provider, resource type and version. */
  matches(source: {
    readonly providerAddress: string;
    readonly typeName: string;
    readonly schemaVersion: number;
  }): boolean;
  /** Returns the state in the current version of this resource. */
  move(source: JsonObject): JsonObject;
}

/**
 * Reports that the remote object no longer exists. Terraform removes it from the state, and the
 * text is shown as a warning.
 */
export class Gone {
  constructor(
    /** The warning. */
    readonly text: DiagnosticText,
  ) {}
}

/**
 * What `read` returns if the remote object no longer exists. Terraform removes it from the state
 * and shows the text as a warning.
 *
 * @example
 * async function read({ name }: { name: string }, { client }: { client: Folder }) {
 *   const content = await client.find(name);
 *   if (content !== undefined) return { name, content };
 *   return gone({ summary: `File ${name} is gone`, detail: 'The next apply creates it again.' });
 * }
 */
export function gone(text: DiagnosticText): Gone {
  return new Gone(text);
}

/**
 * A resource that `defineResource` made. Its types were checked there, and its schema carries them
 * at run time.
 */
export interface Resource<Client> {
  /** The name of the resource type. */
  readonly name: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** The version of the state. */
  readonly version: number;
  /** Whether Terraform warns about each use of the resource. */
  readonly deprecated: boolean;
  /** The attributes of the resource, without `timeouts`. */
  readonly schema: Schema;
  /** The default timeouts, if the resource offers the attribute `timeouts`. */
  readonly timeouts?: TimeoutDefaults;
  /** Markdown: what the import ID is, if the definition has it. */
  readonly importId?: string;
  /** Rules across attributes. */
  readonly validators: readonly ConfigValidator<string>[];
  /** The methods of the definition, which take values of any schema. */
  readonly handlers: ResourceHandlers<Client>;
  /** Converts a state from each older version to the next one. */
  readonly upgradeState: Readonly<Record<number, StateUpgrade>>;
  /** Takes over states of other resource types. */
  readonly moveState: readonly StateMove[];
}

type Given = Readonly<Record<string, unknown>>;

/**
 * The methods as the server calls them, with values of the wire that are already converted to
 * models.
 */
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

/** Erases the types. The schema carries at run time what `S` says at compile time. */
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
    ...(definition.importId === undefined ? {} : { importId: definition.importId }),
  };
}
