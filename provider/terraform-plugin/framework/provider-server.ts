import type { AttributePath } from './attribute-path';
import type { Diagnostic } from './diagnostic';
import type { AttributeType } from './attribute-type';
import type { SessionEnding } from './session-ending';
import type { ObjectValue, Value } from './value';

/**
 * The provider as the protocol layer sees it: every RPC of tfplugin6 in the framework's words.
 *
 * An implementation never throws: what goes wrong is a diagnostic. `signal` aborts when
 * Terraform asks to stop (Ctrl-C). A null resource value is `null`, never an object of nulls.
 */
export interface ProviderServer {
  /** `attributes` types for converting values of the wire before they are decoded. */
  valueType(kind: TypeKind, typeName: string): ObjectType | undefined;
  functionSignature(name: string): FunctionSignature | undefined;

  getProviderSchema(): ProviderSchema;
  validateProviderConfig(request: { config: ObjectValue }): Promise<WithDiagnostics>;
  configureProvider(request: {
    config: ObjectValue;
    terraformVersion: string;
    signal: AbortSignal;
  }): Promise<WithDiagnostics>;

  /** Ends what is still under way for the service that it was configured for. */
  close(ending: SessionEnding): Promise<void>;
  /** Terraform is no longer connected, or is connected again. */
  connectionChanged(isConnected: boolean): void;

  validateResourceConfig(request: {
    typeName: string;
    config: ObjectValue;
  }): Promise<WithDiagnostics>;
  upgradeResourceState(request: {
    typeName: string;
    version: number;
    /** The state's JSON text, so that no digit of a number is lost. */
    rawStateJson: string;
  }): Promise<WithDiagnostics & { upgradedState: ObjectValue | null }>;
  readResource(request: {
    typeName: string;
    currentState: ObjectValue | null;
    privateState: Uint8Array;
    signal: AbortSignal;
  }): Promise<WithDiagnostics & { newState: ObjectValue | null; privateState: Uint8Array }>;
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
  applyResourceChange(request: {
    typeName: string;
    priorState: ObjectValue | null;
    plannedState: ObjectValue | null;
    config: ObjectValue | null;
    plannedPrivate: Uint8Array;
    signal: AbortSignal;
  }): Promise<WithDiagnostics & { newState: ObjectValue | null; privateState: Uint8Array }>;
  importResourceState(request: { typeName: string; id: string; signal: AbortSignal }): Promise<
    WithDiagnostics & {
      imported: readonly {
        typeName: string;
        state: ObjectValue;
        privateState: Uint8Array;
      }[];
    }
  >;
  moveResourceState(request: {
    sourceProviderAddress: string;
    sourceTypeName: string;
    sourceSchemaVersion: number;
    sourceStateJson: string;
    targetTypeName: string;
  }): Promise<WithDiagnostics & { targetState: ObjectValue | null; targetPrivate: Uint8Array }>;

  validateDataResourceConfig(request: {
    typeName: string;
    config: ObjectValue;
  }): Promise<WithDiagnostics>;
  readDataSource(request: {
    typeName: string;
    config: ObjectValue;
    signal: AbortSignal;
  }): Promise<WithDiagnostics & { state: ObjectValue | null }>;

  validateEphemeralResourceConfig(request: {
    typeName: string;
    config: ObjectValue;
  }): Promise<WithDiagnostics>;
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
  renewEphemeralResource(request: {
    typeName: string;
    privateState: Uint8Array;
    signal: AbortSignal;
  }): Promise<WithDiagnostics & { renewAt?: Date; privateState: Uint8Array }>;
  closeEphemeralResource(request: {
    typeName: string;
    privateState: Uint8Array;
    signal: AbortSignal;
  }): Promise<WithDiagnostics>;

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

/** The schemas as Terraform wants to hear them. */
export interface ProviderSchema {
  readonly provider: SchemaDescription;
  readonly resources: Readonly<Record<string, SchemaDescription>>;
  readonly dataSources: Readonly<Record<string, SchemaDescription>>;
  readonly ephemeralResources: Readonly<Record<string, SchemaDescription>>;
  readonly functions: Readonly<Record<string, FunctionSignature>>;
}

export interface SchemaDescription {
  readonly version: number;
  readonly description: string;
  readonly deprecated?: boolean;
  readonly attributes: readonly AttributeDescription[];
}

export interface AttributeDescription {
  readonly name: string;
  /** Exactly one of `type` and `nested` is given. */
  readonly type?: AttributeType;
  readonly nested?: {
    readonly nesting: 'single' | 'list' | 'set' | 'map';
    readonly attributes: readonly AttributeDescription[];
  };
  readonly description: string;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
  readonly writeOnly: boolean;
  readonly deprecated?: boolean;
}

export interface FunctionSignature {
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly FunctionParameter[];
  readonly variadicParameter?: FunctionParameter;
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
