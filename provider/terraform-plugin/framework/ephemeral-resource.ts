import type { ConfigValidator } from './config-validator';
import type { Awaitable, ResourceContext, ValidateContext } from './context';
import type { AppliedModel, ConfigModel, KnownConfigModel } from './model';
import type { Schema } from './attribute';
import type { ObjectValue } from './value';

/**
 * What `defineEphemeralResource` takes. The value of an ephemeral resource exists for one run of
 * Terraform and is never stored.
 */
export interface EphemeralResourceDefinition<Client, S extends Schema> {
  /** The name of the ephemeral resource, which begins with the name of the provider. */
  readonly name: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** Whether Terraform warns about each use of the ephemeral resource. */
  readonly deprecated?: boolean;
  /** The attributes of the ephemeral resource. */
  readonly schema: S;
  /** Rules across attributes. */
  readonly validators?: readonly ConfigValidator<keyof S & string>[];
  /** Maximum duration of each step, such as `"30s"`; `"20m"` by default. */
  readonly timeout?: string;
  /** Obtains the value. Store what `renew` and `close` need in `context.privateState`. */
  open(config: KnownConfigModel<S>, context: ResourceContext<Client>): Promise<Opened<S>>;
  /**
   * Extends the validity of the value, which cannot change. Returns the time of the next renewal,
   * if there is one.
   */
  renew?(context: ResourceContext<Client>): Promise<Date | undefined>;
  /** Gives the value up. It runs when nothing in the run needs the value anymore. */
  close?(context: ResourceContext<Client>): Promise<void>;
  /** Reports what is wrong with the configuration, beyond the rules of its attributes. */
  validateConfig?(config: ConfigModel<S>, context: ValidateContext): Awaitable<void>;
}

/** What `open` returns. */
export interface Opened<S extends Schema> {
  /** The computed values. Values that the configuration already has may be omitted. */
  readonly result: AppliedModel<S>;
  /** When Terraform calls `renew`, if the value must be renewed. */
  readonly renewAt?: Date;
}

/**
 * An ephemeral resource that `defineEphemeralResource` made. Its types were checked there, and its
 * schema carries them at run time.
 */
export interface EphemeralResource<Client> {
  /** The name of the ephemeral resource. */
  readonly name: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** Whether Terraform warns about each use of the ephemeral resource. */
  readonly deprecated: boolean;
  /** The attributes of the ephemeral resource. */
  readonly schema: Schema;
  /** Rules across attributes. */
  readonly validators: readonly ConfigValidator<string>[];
  /** Maximum duration of each step, such as `"30s"`. */
  readonly timeout?: string;
  /** The methods of the definition, which take values of any schema. */
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
