import type { Schema } from './attribute';
import type { ConfigValidator } from './config-validator';
import type { Awaitable, ValidateContext } from './context';
import type { DataSource } from './data-source';
import type { DiagnosticCollector } from './diagnostics';
import type { EphemeralResource } from './ephemeral-resource';
import type { Logger } from './logger';
import type { ConfigModel } from './model';
import type { ProviderFunction } from './provider-function';
import type { Resource } from './resource';
import type { SessionEnding } from './session-ending';
import type { ObjectValue } from './value';

/** What `defineProvider` takes. */
export interface ProviderDefinition<Client, S extends Schema> {
  /** The name of the provider. The name of every resource begins with it. */
  readonly name: string;
  /** The version of the provider, such as `0.1.0`. */
  readonly version: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** The attributes of the `provider` block. */
  readonly schema: S;
  /** Rules across attributes of the `provider` block. */
  readonly validators?: readonly ConfigValidator<keyof S & string>[];
  /**
   * Returns the client that handlers get. Values may be unknown in a plan. If you need one of them,
   * return `deferred(…)`: creates are still planned, refreshes keep the state, and only operations
   * that must ask the service fail.
   */
  configure(config: ConfigModel<S>, context: ConfigureContext): Awaitable<Client | Deferred>;
  /** Reports what is wrong with the `provider` block, beyond the rules of its attributes. */
  validateConfig?(config: ConfigModel<S>, context: ValidateContext): Awaitable<void>;
  /** Runs before the process ends or is configured again. Terraform waits for it. */
  close?(client: Client, ending: SessionEnding): Awaitable<void>;
  /** Called when Terraform is no longer connected, and when it is connected again. */
  connectionChanged?(client: Client, isConnected: boolean): void;
  /**
   * Called when Terraform presents an object that a state holds: in a read, or in a plan with a
   * prior state.
   */
  presented?(client: Client, state: ObjectValue): void;
  /** Called when an apply is about to answer with this state. `prior` is null after a create. */
  delivered?(client: Client, state: ObjectValue, prior: ObjectValue | null): void;
  /** The resources that the provider offers. */
  readonly resources: readonly Resource<Client>[];
  /** The data sources that the provider offers. */
  readonly dataSources?: readonly DataSource<Client>[];
  /** The ephemeral resources that the provider offers. */
  readonly ephemeralResources?: readonly EphemeralResource<Client>[];
  /** The functions that the provider offers. */
  readonly functions?: readonly ProviderFunction[];
}

/** What `configure` gets besides the configuration. */
export interface ConfigureContext {
  /** The version of Terraform or OpenTofu that started the provider. */
  readonly terraformVersion: string;
  /** The version of the provider. */
  readonly providerVersion: string;
  /** Aborts when the user stops Terraform, for example with Ctrl-C. */
  readonly signal: AbortSignal;
  /** Collects warnings and errors for the user. */
  readonly diagnostics: DiagnosticCollector;
  /** Writes to Terraform's log. */
  readonly logger: Logger;
}

/** There is no client yet, because the configuration is known only after apply. */
export class Deferred {
  constructor(
    /** The reason, as a sentence for the user without a full stop. */
    readonly reason: string,
  ) {}
}

/**
 * Says that there is no client yet. `reason` is a sentence for the user, without a full stop.
 *
 * @example
 * function configure({ folder }: { folder: string | Unknown }): Folder | Deferred {
 *   return isUnknown(folder) ? deferred('`folder` is known only after apply') : createFolder(folder);
 * }
 */
export function deferred(reason: string): Deferred {
  return new Deferred(reason);
}

/** A provider that `defineProvider` made. `Client` is the type that its handlers get. */
export interface Provider<Client> {
  /** The name of the provider. The name of every resource begins with it. */
  readonly name: string;
  /** The version of the provider. */
  readonly version: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** The attributes of the `provider` block. */
  readonly schema: Schema;
  /** Rules across attributes of the `provider` block. */
  readonly validators: readonly ConfigValidator<string>[];
  /** The functions of the definition, which take values of any schema. */
  readonly handlers: {
    configure(config: ObjectValue, context: ConfigureContext): Awaitable<Client | Deferred>;
    validateConfig?(config: ObjectValue, context: ValidateContext): Awaitable<void>;
    close?(client: Client, ending: SessionEnding): Awaitable<void>;
    connectionChanged?(client: Client, isConnected: boolean): void;
    presented?(client: Client, state: ObjectValue): void;
    delivered?(client: Client, state: ObjectValue, prior: ObjectValue | null): void;
  };
  /** The resources that the provider offers. */
  readonly resources: readonly Resource<Client>[];
  /** The data sources that the provider offers. */
  readonly dataSources: readonly DataSource<Client>[];
  /** The ephemeral resources that the provider offers. */
  readonly ephemeralResources: readonly EphemeralResource<Client>[];
  /** The functions that the provider offers. */
  readonly functions: readonly ProviderFunction[];
}
