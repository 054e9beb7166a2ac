import type { ConfigValidator } from './config-validator';
import type { Awaitable, HandlerContext, ValidateContext } from './context';
import type { AppliedModel, ConfigModel, KnownConfigModel } from './model';
import type { Schema } from './attribute';
import type { ObjectValue } from './value';

export interface DataSourceDefinition<Client, S extends Schema> {
  readonly name: string;
  /** Markdown. */
  readonly description: string;
  readonly deprecated?: boolean;
  readonly schema: S;
  readonly validators?: readonly ConfigValidator<keyof S & string>[];
  /** How long a read may take, as `"30s"`. */
  readonly timeout?: string;
  /** What the configuration says may be left out of the answer. */
  read(config: KnownConfigModel<S>, context: HandlerContext<Client>): Promise<AppliedModel<S>>;
  validateConfig?(config: ConfigModel<S>, context: ValidateContext): Awaitable<void>;
}

export interface DataSource<Client> {
  readonly name: string;
  readonly description: string;
  readonly deprecated: boolean;
  readonly schema: Schema;
  readonly validators: readonly ConfigValidator<string>[];
  readonly timeout?: string;
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
