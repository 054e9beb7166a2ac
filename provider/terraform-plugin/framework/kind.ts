import type {
  Attribute,
  AttributeSpec,
  CommonOptions,
  ConfigurableOptions,
  Nested,
  Nesting,
  OptionalOptions,
  Presence,
  RecomputeOptions,
  Schema,
} from './attribute';
import type { AttributeType } from './attribute-type';
import type { NestedModel } from './model';
import { fromModel } from './model-conversion';
import { objectTypeOf } from './schema';
import type { Validator } from './validator';
import type { Value } from './value';

/**
 * The type of a value, from which attributes are built: `string.required({ description })`.
 * `T` is what the schema remembers, `V` the value that validators and predicates see.
 */
export interface Kind<T, V = T> {
  /** The type as Terraform knows it. */
  readonly type: AttributeType;

  /**
   * An attribute that the configuration must set. An `identity` attribute is in every state; a
   * `writeOnly` one is in no plan and no state.
   */
  required<I extends boolean = false, W extends boolean = false>(
    options: ConfigurableOptions<V> & { readonly identity?: I; readonly writeOnly?: W },
  ): Attribute<T, { presence: 'required'; role: RoleOf<I, W>; nullable: false }>;

  /** An attribute that the configuration may set. With a `default`, handlers never get null. */
  optional<W extends boolean = false, D extends V | undefined = undefined>(
    options: ConfigurableOptions<V> &
      OptionalOptions<V> & { readonly writeOnly?: W; readonly default?: D },
  ): Attribute<
    T,
    {
      presence: [D] extends [undefined] ? 'optional' : 'defaulted';
      role: RoleOf<false, W>;
      nullable: true;
    }
  >;

  /**
   * An attribute that the provider sets. `nullable` says that the remote object may have no value.
   */
  computed<I extends boolean = false, N extends boolean = false>(
    options: CommonOptions<V> & RecomputeOptions & { readonly identity?: I; readonly nullable?: N },
  ): Attribute<T, { presence: 'computed'; role: RoleOf<I, false>; nullable: IsTrue<N> }>;

  /** An attribute that the configuration may set, and that the provider sets otherwise. */
  optionalComputed<N extends boolean = false>(
    options: ConfigurableOptions<V> & RecomputeOptions & { readonly nullable?: N },
  ): Attribute<T, { presence: 'optional-computed'; role: 'plain'; nullable: IsTrue<N> }>;
}

/** A conditional type keeps the surrounding schema's constraint from widening an absent flag. */
export type IsTrue<B extends boolean> = B extends true ? true : false;

type RoleOf<I extends boolean, W extends boolean> = I extends true
  ? 'identity'
  : W extends true
    ? 'write-only'
    : 'plain';

/** The JavaScript type of a kind's values. */
export type KindValue<K> = K extends Kind<infer T, infer _> ? T : never;

/**
 * A text.
 *
 * @example
 * const name = string.required({ description: 'The name.' });
 */
export const string = createKind<string>('string');
/**
 * True or false.
 *
 * @example
 * const enabled = bool.optional({ description: 'Whether it is enabled.', default: true });
 */
export const bool = createKind<boolean>('bool');
/**
 * A number that a double holds exactly. Validation refuses any other number.
 *
 * @example
 * const size = number.computed({ description: 'The size in bytes.', recomputedWhen: ['content'] });
 */
export const number = createKind<number>('number');

/**
 * Values in an order. Handlers get an array.
 *
 * @example
 * const regions = list(string).required({ description: 'The regions, preferred first.' });
 */
export function list<T>(element: Kind<T>): Kind<readonly T[]> {
  return createKind({ kind: 'list', element: element.type });
}

/**
 * Values without an order and without duplicates. Handlers get an array, whose order means nothing.
 *
 * @example
 * const tags = set(string).optional({ description: 'The tags.' });
 */
export function set<T>(element: Kind<T>): Kind<readonly T[]> {
  return createKind({ kind: 'set', element: element.type });
}

/**
 * Values by keys that the user chooses. Handlers get an object.
 *
 * @example
 * const labels = map(string).optional({ description: 'The labels.' });
 */
export function map<T>(element: Kind<T>): Kind<Readonly<Record<string, T>>> {
  return createKind({ kind: 'map', element: element.type });
}

/**
 * An object without a schema of its own, for what functions take and return.
 *
 * @example
 * const address = object({ host: string, port: nullable(number) });
 */
export function object<const A extends Readonly<Record<string, Kind<unknown>>>>(
  attributes: A,
): Kind<{ readonly [K in keyof A]: KindValue<A[K]> }> {
  return createKind({
    kind: 'object',
    attributes: Object.fromEntries(Object.entries(attributes).map(([k, v]) => [k, v.type])),
  });
}

/**
 * A value that may be null, for parts of an object that a function takes or returns.
 *
 * @example
 * const address = object({ host: string, port: nullable(number) });
 */
export function nullable<T>(kind: Kind<T>): Kind<T | null> {
  return createKind(kind.type);
}

/**
 * One nested object: `owner = { … }`.
 *
 * @example
 * const owner = nestedSingle({
 *   name: string.required({ description: 'The name of the owner.' }),
 * }).optional({ description: 'The owner.' });
 */
export function nestedSingle<const S extends Schema>(schema: S): NestedKind<S, 'single'> {
  return createNestedKind('single', schema);
}

/**
 * Nested objects in an order: `rules = [{ … }]`.
 *
 * @example
 * const rules = nestedList({
 *   cidr: string.required({ description: 'The address range.' }),
 * }).optional({ description: 'The rules, applied in this order.' });
 */
export function nestedList<const S extends Schema>(schema: S): NestedKind<S, 'list'> {
  return createNestedKind('list', schema);
}

/**
 * Nested objects without an order: `grants = [{ … }]`.
 *
 * @example
 * const grants = nestedSet({
 *   role: string.required({ description: 'The role.' }),
 * }).optional({ description: 'The grants.' });
 */
export function nestedSet<const S extends Schema>(schema: S): NestedKind<S, 'set'> {
  return createNestedKind('set', schema);
}

/**
 * Nested objects by keys that the user chooses: `endpoints = { primary = { … } }`.
 *
 * @example
 * const endpoints = nestedMap({
 *   url: string.required({ description: 'The URL.' }),
 * }).optional({ description: 'The endpoints, by name.' });
 */
export function nestedMap<const S extends Schema>(schema: S): NestedKind<S, 'map'> {
  return createNestedKind('map', schema);
}

/** The kind of a nested object, or of a list, set or map of them. */
export type NestedKind<S extends Schema, N extends Nesting> = Kind<
  Nested<S, N>,
  NestedModel<S, N, 'result'>
>;

function createNestedKind<S extends Schema, N extends Nesting>(
  nesting: N,
  schema: S,
): NestedKind<S, N> {
  const element = objectTypeOf(schema);
  const type: AttributeType = nesting === 'single' ? element : { kind: nesting, element };
  return createKind(type, { nesting, schema });
}

type AnyOptions<V> = ConfigurableOptions<V> &
  OptionalOptions<V> &
  RecomputeOptions & {
    readonly identity?: boolean;
    readonly nullable?: boolean;
    readonly writeOnly?: boolean;
    readonly default?: V | undefined;
  };

function createKind<T, V = T>(type: AttributeType, nested?: AttributeSpec['nested']): Kind<T, V> {
  const build = (presence: Presence, nullable: boolean, options: AnyOptions<V>) => ({
    spec: buildSpec(type, nested, presence, nullable, options),
  });
  return {
    type,
    required: (options) => build('required', false, options),
    optional: (options) =>
      build(options.default === undefined ? 'optional' : 'defaulted', true, options),
    computed: (options) => build('computed', options.nullable === true, options),
    optionalComputed: (options) => build('optional-computed', options.nullable === true, options),
  };
}

/**
 * Callbacks that were written for `V` are kept as callbacks on `Value`, because the schema decides
 * what reaches them.
 */
function buildSpec<V>(
  type: AttributeType,
  nested: AttributeSpec['nested'],
  presence: Presence,
  nullable: boolean,
  options: AnyOptions<V>,
): AttributeSpec {
  const erased = options as unknown as AnyOptions<Value> & {
    readonly validators?: readonly Validator<Value>[];
  };
  return {
    type,
    presence,
    nullable,
    role: erased.identity ? 'identity' : erased.writeOnly ? 'write-only' : 'plain',
    description: erased.description,
    sensitive: erased.sensitive ?? false,
    volatile: erased.volatile ?? false,
    recomputedWhen: erased.recomputedWhen ?? [],
    requiresReplace: erased.requiresReplace ?? false,
    mayReplace: erased.mayReplace ?? false,
    validators: erased.validators ?? [],
    ...(nested === undefined ? {} : { nested }),
    ...(erased.deprecated === undefined ? {} : { deprecated: erased.deprecated }),
    ...(erased.default === undefined ? {} : { default: fromModel(type, erased.default, []) }),
    ...(erased.semanticallyEqual === undefined
      ? {}
      : { semanticallyEqual: erased.semanticallyEqual }),
    ...(erased.sameAsAbsent === undefined ? {} : { sameAsAbsent: erased.sameAsAbsent }),
  };
}
