import type { Awaitable } from './context';
import type { IsTrue, Kind } from './kind';
import type { Value } from './value';

/** A pure function, called as `provider::<provider>::<name>(…)`; it has no client. */
export interface FunctionDefinition<
  P extends readonly Parameter[],
  V extends Parameter | undefined,
  R,
> {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** Markdown. */
  readonly description: string;
  readonly parameters: P;
  /** Takes all arguments after the named ones. */
  readonly variadicParameter?: V;
  readonly returns: Kind<R>;
  call(...args: ArgumentsOf<P, V>): Awaitable<R>;
}

export interface Parameter<T = unknown, Nullable extends boolean = boolean> {
  readonly name: string;
  readonly kind: Kind<T>;
  /** Markdown. */
  readonly description: string;
  readonly allowNull: Nullable;
}

/**
 * Null arguments reach the function only with `allowNull`; unknown ones never do.
 *
 * @example
 * parameters: [parameter('text', string, { description: 'The text to count in.' })]
 */
export function parameter<T, Nullable extends boolean = false>(
  name: string,
  kind: Kind<T>,
  options: { readonly description: string; readonly allowNull?: Nullable },
): Parameter<T, IsTrue<Nullable>> {
  return {
    name,
    kind,
    description: options.description,
    allowNull: (options.allowNull === true) as IsTrue<Nullable>,
  };
}

export type ArgumentsOf<
  P extends readonly Parameter[],
  V extends Parameter | undefined,
> = V extends Parameter ? [...NamedArguments<P>, ...ArgumentOf<V>[]] : NamedArguments<P>;

type NamedArguments<P extends readonly Parameter[]> = {
  -readonly [I in keyof P]: ArgumentOf<P[I]>;
};

type ArgumentOf<P> =
  P extends Parameter<infer T, infer Nullable> ? T | (Nullable extends true ? null : never) : never;

/**
 * Thrown by a function; Terraform points at the argument (counted from 0).
 *
 * @example
 * if (text === '') throw new FunctionArgumentError(0, 'must not be empty');
 */
export class FunctionArgumentError extends Error {
  override readonly name = 'FunctionArgumentError';
  constructor(
    readonly argument: number,
    message: string,
  ) {
    super(message);
  }
}

export interface ProviderFunction {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly variadicParameter?: Parameter;
  readonly returns: Kind<unknown>;
  call(...args: readonly Value[]): unknown;
}

/**
 * Defines a function. The types of the arguments follow from the parameters.
 *
 * @example
 * const lineCount = defineFunction({
 *   name: 'line_count',
 *   summary: 'Counts lines.',
 *   description: 'Returns the number of lines of a text.',
 *   parameters: [parameter('text', string, { description: 'The text.' })],
 *   returns: number,
 *   call: (text) => text.split('\n').length,
 * });
 */
export function defineFunction<
  const P extends readonly Parameter[],
  R,
  V extends Parameter | undefined = undefined,
>(definition: FunctionDefinition<P, V, R>): ProviderFunction {
  return definition as unknown as ProviderFunction;
}
