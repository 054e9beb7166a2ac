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

export interface ProviderDefinition<Client, S extends Schema> {
  /** The prefix of every resource's name. */
  readonly name: string;
  readonly version: string;
  /** Markdown. */
  readonly description: string;
  readonly schema: S;
  readonly validators?: readonly ConfigValidator<keyof S & string>[];
  /**
   * Values may be unknown while planning. Where one is needed, return `deferred(…)`: creates are
   * still planned, refreshes keep the state, and only what must ask the service fails.
   */
  configure(config: ConfigModel<S>, context: ConfigureContext): Awaitable<Client | Deferred>;
  validateConfig?(config: ConfigModel<S>, context: ValidateContext): Awaitable<void>;
  /** Before the process ends, or is configured anew; Terraform waits for it. */
  close?(client: Client, ending: SessionEnding): Awaitable<void>;
  /** Terraform is no longer connected, or is connected again. */
  connectionChanged?(client: Client, isConnected: boolean): void;
  /** Terraform presents an object that a state holds: in a read, or in a plan with a prior state. */
  presented?(client: Client, state: ObjectValue): void;
  /** An apply is about to answer with this state; `prior` is null after a create. */
  delivered?(client: Client, state: ObjectValue, prior: ObjectValue | null): void;
  readonly resources: readonly Resource<Client>[];
  readonly dataSources?: readonly DataSource<Client>[];
  readonly ephemeralResources?: readonly EphemeralResource<Client>[];
  readonly functions?: readonly ProviderFunction[];
}

export interface ConfigureContext {
  readonly terraformVersion: string;
  readonly providerVersion: string;
  readonly signal: AbortSignal;
  readonly diagnostics: DiagnosticCollector;
  readonly logger: Logger;
}

/** There is no client yet, because the configuration is known only after apply. */
export class Deferred {
  constructor(readonly reason: string) {}
}

/**
 * `reason` is a sentence for the user, such as "endpoint is known only after apply".
 *
 * @example
 * configure: ({ endpoint }) =>
 *   isUnknown(endpoint) ? deferred('`endpoint` is known only after apply') : createClient(endpoint)
 */
export function deferred(reason: string): Deferred {
  return new Deferred(reason);
}

export interface Provider<Client> {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly schema: Schema;
  readonly validators: readonly ConfigValidator<string>[];
  readonly handlers: {
    configure(config: ObjectValue, context: ConfigureContext): Awaitable<Client | Deferred>;
    validateConfig?(config: ObjectValue, context: ValidateContext): Awaitable<void>;
    close?(client: Client, ending: SessionEnding): Awaitable<void>;
    connectionChanged?(client: Client, isConnected: boolean): void;
    presented?(client: Client, state: ObjectValue): void;
    delivered?(client: Client, state: ObjectValue, prior: ObjectValue | null): void;
  };
  readonly resources: readonly Resource<Client>[];
  readonly dataSources: readonly DataSource<Client>[];
  readonly ephemeralResources: readonly EphemeralResource<Client>[];
  readonly functions: readonly ProviderFunction[];
}
