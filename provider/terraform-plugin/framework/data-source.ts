import type { ConfigValidator } from './config-validator';
import type { Awaitable, HandlerContext, ValidateContext } from './context';
import type { AppliedModel, ConfigModel, KnownConfigModel } from './model';
import type { Schema } from './attribute';
import type { ObjectValue } from './value';

/** What `defineDataSource` takes: a schema and `read`. */
export interface DataSourceDefinition<Client, S extends Schema> {
  /**
   * The name of the data source, which begins with the name of the provider, such as `files_file`.
   */
  readonly name: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** Whether Terraform warns about each use of the data source. */
  readonly deprecated?: boolean;
  /** The attributes of the data source. */
  readonly schema: S;
  /** Rules across attributes. */
  readonly validators?: readonly ConfigValidator<keyof S & string>[];
  /** Maximum duration of a read, such as `"30s"`; `"20m"` by default. */
  readonly timeout?: string;
  /** Returns the computed values. Values that the configuration already has may be omitted. */
  read(config: KnownConfigModel<S>, context: HandlerContext<Client>): Promise<AppliedModel<S>>;
  /** Reports what is wrong with the configuration, beyond the rules of its attributes. */
  validateConfig?(config: ConfigModel<S>, context: ValidateContext): Awaitable<void>;
}

/**
 * A data source that `defineDataSource` made. Its types were checked there, and its schema carries
 * them at run time.
 */
export interface DataSource<Client> {
  /** The name of the data source. */
  readonly name: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** Whether Terraform warns about each use of the data source. */
  readonly deprecated: boolean;
  /** The attributes of the data source. */
  readonly schema: Schema;
  /** Rules across attributes. */
  readonly validators: readonly ConfigValidator<string>[];
  /** Maximum duration of a read, such as `"30s"`. */
  readonly timeout?: string;
  /** The methods of the definition, which take values of any schema. */
  readonly handlers: {
    read(
      config: ObjectValue,
      context: HandlerContext<Client>,
    ): Promise<Readonly<Record<string, unknown>>>;
    validateConfig?(config: ObjectValue, context: ValidateContext): Awaitable<void>;
  };
}

export function eraseDataSource<Client, S extends Schema>(
  definition: DataSourceDefinition<Client, S>,
): DataSource<Client> {
  return {
    name: definition.name,
    description: definition.description,
    deprecated: definition.deprecated ?? false,
    schema: definition.schema,
    validators: definition.validators ?? [],
    handlers: definition as unknown as DataSource<Client>['handlers'],
    ...(definition.timeout === undefined ? {} : { timeout: definition.timeout }),
  };
}
