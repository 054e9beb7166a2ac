import type { ConfigValidator } from './config-validator';
import type { Awaitable, ResourceContext, ValidateContext } from './context';
import type { AppliedModel, ConfigModel, KnownConfigModel } from './model';
import type { Schema } from './attribute';
import type { ObjectValue } from './value';

/** A value that lives for one run of Terraform and is never stored. */
export interface EphemeralResourceDefinition<Client, S extends Schema> {
  readonly name: string;
  /** Markdown. */
  readonly description: string;
  readonly deprecated?: boolean;
  readonly schema: S;
  readonly validators?: readonly ConfigValidator<keyof S & string>[];
  /** How long each of the steps may take, as `"30s"`. */
  readonly timeout?: string;
  /** What `renew` and `close` must know goes into `context.privateState`. */
  open(config: KnownConfigModel<S>, context: ResourceContext<Client>): Promise<Opened<S>>;
  /** Gives the time of the next renewal, if there is one. The value itself cannot change. */
  renew?(context: ResourceContext<Client>): Promise<Date | undefined>;
  close?(context: ResourceContext<Client>): Promise<void>;
  validateConfig?(config: ConfigModel<S>, context: ValidateContext): Awaitable<void>;
}

export interface Opened<S extends Schema> {
  readonly result: AppliedModel<S>;
  readonly renewAt?: Date;
}

export interface EphemeralResource<Client> {
  readonly name: string;
  readonly description: string;
  readonly deprecated: boolean;
  readonly schema: Schema;
  readonly validators: readonly ConfigValidator<string>[];
  readonly timeout?: string;
  readonly handlers: {
    open(
      config: ObjectValue,
      context: ResourceContext<Client>,
    ): Promise<{ readonly result: Readonly<Record<string, unknown>>; readonly renewAt?: Date }>;
    renew?(context: ResourceContext<Client>): Promise<Date | undefined>;
    close?(context: ResourceContext<Client>): Promise<void>;
    validateConfig?(config: ObjectValue, context: ValidateContext): Awaitable<void>;
  };
}

export function eraseEphemeralResource<Client, S extends Schema>(
  definition: EphemeralResourceDefinition<Client, S>,
): EphemeralResource<Client> {
  return {
    name: definition.name,
    description: definition.description,
    deprecated: definition.deprecated ?? false,
    schema: definition.schema,
    validators: definition.validators ?? [],
    handlers: definition as unknown as EphemeralResource<Client>['handlers'],
    ...(definition.timeout === undefined ? {} : { timeout: definition.timeout }),
  };
}
