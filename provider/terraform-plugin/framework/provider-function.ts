import type { Awaitable } from './context';
import type { IsTrue, Kind } from './kind';
import type { Value } from './value';

/**
 * What `defineFunction` takes: a pure function, which Terraform calls as
 * `provider::<provider>::<name>(…)`. It has no client.
 */
export interface FunctionDefinition<
  P extends readonly Parameter[],
  V extends Parameter | undefined,
  R,
> {
  /** The name of the function, without the name of the provider. */
  readonly name: string;
  /** What the function does, in one line. */
  readonly summary: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** The parameters, in order. */
  readonly parameters: P;
  /** The parameter that takes all further arguments. */
  readonly variadicParameter?: V;
  /** The type of the result. */
  readonly returns: Kind<R>;
  /** Computes the result. It throws a `FunctionArgumentError` if an argument is not valid. */
  call(...args: ArgumentsOf<P, V>): Awaitable<R>;
}

/** One parameter of a function, which `parameter` makes. */
export interface Parameter<T = unknown, Nullable extends boolean = boolean> {
  readonly name: string;
  readonly kind: Kind<T>;
  /** Markdown. */
  readonly description: string;
  readonly allowNull: Nullable;
}

/**
 * A parameter of a function. Null arguments reach the function only with `allowNull`; unknown
 * arguments never do.
 *
 * @example
 * const text = parameter('text', string, { description: 'The text to count in.' });
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
 * Thrown by a function if an argument is not valid. Terraform points at the argument, which is
 * counted from 0.
 *
 * @example
 * function lineCount(text: string): number {
 *   if (text === '') throw new FunctionArgumentError(0, 'must not be empty');
 *   return text.split('\n').length;
 * }
 */
export class FunctionArgumentError extends Error {
  /** The name of the error class. */
  override readonly name = 'FunctionArgumentError';
  constructor(
    /** The index of the argument, counted from 0. */
    readonly argument: number,
    message: string,
  ) {
    super(message);
  }
}

/** A function that `defineFunction` made. */
export interface ProviderFunction {
  /** The name of the function. */
  readonly name: string;
  /** What the function does, in one line. */
  readonly summary: string;
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  /** The parameters, in order. */
  readonly parameters: readonly Parameter[];
  /** The parameter that takes all further arguments. */
  readonly variadicParameter?: Parameter;
  /** The type of the result. */
  readonly returns: Kind<unknown>;
  /** Computes the result. */
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
