import type { AttributePath } from './attribute-path';
import type { Diagnostic } from './diagnostic';
import type { AttributeType } from './attribute-type';
import type { SessionEnding } from './session-ending';
import type { ObjectValue, Value } from './value';

/**
 * The provider as the protocol layer calls it: one method for each RPC of tfplugin6.
 *
 * Its methods never throw: what goes wrong is a diagnostic. `signal` aborts when Terraform asks to
 * stop (Ctrl-C). A missing resource is `null`, never an object of nulls.
 */
export interface ProviderServer {
  /**
   * The type with which values of a schema are decoded; undefined if the name is unknown.
   */
  valueType(kind: TypeKind, typeName: string): ObjectType | undefined;
  /** The parameters and the result of a function; undefined if the name is unknown. */
  functionSignature(name: string): FunctionSignature | undefined;

  /**
   * The schemas of everything that the provider offers.
   *
   * @throws Error that lists all faults of the schemas
   */
  getProviderSchema(): ProviderSchema;
  /** Checks the `provider` block, before it is configured. */
  validateProviderConfig(request: { config: ObjectValue }): Promise<WithDiagnostics>;
  /** Configures the provider with the `provider` block. */
  configureProvider(request: {
    config: ObjectValue;
    terraformVersion: string;
    signal: AbortSignal;
  }): Promise<WithDiagnostics>;

  /** Ends what is still in progress for the service that the provider was configured for. */
  close(ending: SessionEnding): Promise<void>;
  /** Called when Terraform is no longer connected, and when it is connected again. */
  connectionChanged(isConnected: boolean): void;

  /** Checks the configuration of a resource. */
  validateResourceConfig(request: {
    typeName: string;
    config: ObjectValue;
  }): Promise<WithDiagnostics>;
  /** Decodes a stored state, after it was upgraded to the current version of the schema. */
  upgradeResourceState(request: {
    typeName: string;
    version: number;
    /** The state's JSON text, so that no digit of a number is lost. */
    rawStateJson: string;
  }): Promise<WithDiagnostics & { upgradedState: ObjectValue | null }>;
  /** Reads the object of a state. The new state is null if the object no longer exists. */
  readResource(request: {
    typeName: string;
    currentState: ObjectValue | null;
    privateState: Uint8Array;
    signal: AbortSignal;
  }): Promise<WithDiagnostics & { newState: ObjectValue | null; privateState: Uint8Array }>;
  /** Plans a create, an update or, with a null `proposedNewState`, a destroy. */
  planResourceChange(request: {
    typeName: string;
    priorState: ObjectValue | null;
    proposedNewState: ObjectValue | null;
    config: ObjectValue | null;
    priorPrivate: Uint8Array;
    signal: AbortSignal;
  }): Promise<
    WithDiagnostics & {
      plannedState: ObjectValue | null;
      requiresReplace: readonly AttributePath[];
      plannedPrivate: Uint8Array;
    }
  >;
  /** Makes the planned change. After a failure, the new state is what is known of the object. */
  applyResourceChange(request: {
    typeName: string;
    priorState: ObjectValue | null;
    plannedState: ObjectValue | null;
    config: ObjectValue | null;
    plannedPrivate: Uint8Array;
    signal: AbortSignal;
  }): Promise<WithDiagnostics & { newState: ObjectValue | null; privateState: Uint8Array }>;
  /** Finds the object with an import ID. */
  importResourceState(request: { typeName: string; id: string; signal: AbortSignal }): Promise<
    WithDiagnostics & {
      imported: readonly {
        typeName: string;
        state: ObjectValue;
        privateState: Uint8Array;
      }[];
    }
  >;
  /** Converts the state of another resource type, for a `moved` block. */
  moveResourceState(request: {
    sourceProviderAddress: string;
    sourceTypeName: string;
    sourceSchemaVersion: number;
    sourceStateJson: string;
    targetTypeName: string;
  }): Promise<WithDiagnostics & { targetState: ObjectValue | null; targetPrivate: Uint8Array }>;

  /** Checks the configuration of a data source. */
  validateDataResourceConfig(request: {
    typeName: string;
    config: ObjectValue;
  }): Promise<WithDiagnostics>;
  /** Reads a data source. */
  readDataSource(request: {
    typeName: string;
    config: ObjectValue;
    signal: AbortSignal;
  }): Promise<WithDiagnostics & { state: ObjectValue | null }>;

  /** Checks the configuration of an ephemeral resource. */
  validateEphemeralResourceConfig(request: {
    typeName: string;
    config: ObjectValue;
  }): Promise<WithDiagnostics>;
  /** Obtains the value of an ephemeral resource. */
  openEphemeralResource(request: {
    typeName: string;
    config: ObjectValue;
    signal: AbortSignal;
  }): Promise<
    WithDiagnostics & {
      result: ObjectValue | null;
      renewAt?: Date;
      privateState: Uint8Array;
    }
  >;
  /** Extends the validity of the value of an ephemeral resource. */
  renewEphemeralResource(request: {
    typeName: string;
    privateState: Uint8Array;
    signal: AbortSignal;
  }): Promise<WithDiagnostics & { renewAt?: Date; privateState: Uint8Array }>;
  /** Gives up the value of an ephemeral resource. */
  closeEphemeralResource(request: {
    typeName: string;
    privateState: Uint8Array;
    signal: AbortSignal;
  }): Promise<WithDiagnostics>;

  /** Calls a function. */
  callFunction(request: {
    name: string;
    arguments: readonly Value[];
  }): Promise<{ result: Value } | { error: FunctionError }>;
}

export type TypeKind = 'provider' | 'resource' | 'data-source' | 'ephemeral-resource';

export type ObjectType = Extract<AttributeType, { kind: 'object' }>;

export interface WithDiagnostics {
  readonly diagnostics: readonly Diagnostic[];
}

/** The schemas of everything that a provider offers. */
export interface ProviderSchema {
  /** The schema of the `provider` block. */
  readonly provider: SchemaDescription;
  /** The schemas of the resources, by name. */
  readonly resources: Readonly<Record<string, SchemaDescription>>;
  /** The schemas of the data sources, by name. */
  readonly dataSources: Readonly<Record<string, SchemaDescription>>;
  /** The schemas of the ephemeral resources, by name. */
  readonly ephemeralResources: Readonly<Record<string, SchemaDescription>>;
  /** The signatures of the functions, by name. */
  readonly functions: Readonly<Record<string, FunctionSignature>>;
}

/** The schema of a provider, a resource, a data source or an ephemeral resource. */
export interface SchemaDescription {
  /** The version of the state. */
  readonly version: number;
  /** Markdown. */
  readonly description: string;
  /** Whether Terraform warns about each use. */
  readonly deprecated?: boolean;
  /** The attributes, in the order of the definition. */
  readonly attributes: readonly AttributeDescription[];
}

/** One attribute of a schema. */
export interface AttributeDescription {
  /** The name of the attribute. */
  readonly name: string;
  /** The type of the value. Exactly one of `type` and `nested` is set. */
  readonly type?: AttributeType;
  /** The attributes of a nested object, and how such objects are collected. */
  readonly nested?: {
    readonly nesting: 'single' | 'list' | 'set' | 'map';
    readonly attributes: readonly AttributeDescription[];
  };
  /** Markdown. */
  readonly description: string;
  /** Whether the configuration must set the attribute. */
  readonly required: boolean;
  /** Whether the configuration may set the attribute. */
  readonly optional: boolean;
  /** Whether the provider may set the attribute. */
  readonly computed: boolean;
  /** Whether Terraform hides the value. */
  readonly sensitive: boolean;
  /** Whether the value stays out of plans and states. */
  readonly writeOnly: boolean;
  /** Whether Terraform warns if the configuration sets the attribute. */
  readonly deprecated?: boolean;
}

/** The parameters and the result of a function. */
export interface FunctionSignature {
  /** What the function does, in one line. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  /** The parameters, in order. */
  readonly parameters: readonly FunctionParameter[];
  /** The parameter that takes all further arguments. */
  readonly variadicParameter?: FunctionParameter;
  /** The type of the result. */
  readonly returns: AttributeType;
}

export interface FunctionParameter {
  readonly name: string;
  readonly type: AttributeType;
  readonly description: string;
  readonly allowNull: boolean;
  readonly allowUnknown: boolean;
}

export interface FunctionError {
  readonly text: string;
  readonly argument?: number;
}
