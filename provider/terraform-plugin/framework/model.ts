import type { Attribute, Nested, Nesting, Presence, Role, Schema } from './attribute';
import type { Decimal, Unknown } from './value';

/**
 * The phase of an object's life that a model is in, which decides what may be null or unknown:
 *
 * | view | required | optional | defaulted | computed |
 * |---|---|---|---|---|
 * | `config` (validate, plan) | T, unknown | T, null, unknown | T, null, unknown | null |
 * | `known-config` (data sources) | T | T, null | T | absent |
 * | `plan` (modifyPlan) | T, unknown | T, null, unknown | T, unknown | T, null, unknown |
 * | `planned` (create, update) | T | T, null | T | T, null, unknown |
 * | `state` (read, update, delete) | T, null; identities T | … | … | … |
 * | `result` (what handlers give back) | T | T, null | T | T; null if nullable |
 *
 * A state's required attributes may be null because an import and a create cut short know little
 * more than the identity.
 */
export type View = 'config' | 'known-config' | 'plan' | 'planned' | 'state' | 'result';

export type Model<S extends Schema, V extends View> = {
  readonly [K in keyof S as IsAbsent<S[K], V> extends true ? never : K]: AttributeModel<S[K], V>;
};

/**
 * The configuration, as `validateConfig` and `modifyPlan` get it. Any value that the user sets may
 * be unknown.
 */
export type ConfigModel<S extends Schema> = Model<S, 'config'>;
/** The configuration of a data source or an ephemeral resource. All values are known. */
export type KnownConfigModel<S extends Schema> = Model<S, 'known-config'>;
/** The plan, as `modifyPlan` gets it. Values may be unknown. */
export type PlanModel<S extends Schema> = Model<S, 'plan'>;
/** The plan, as `create` and `update` get it. Only computed values may be unknown. */
export type PlannedModel<S extends Schema> = Model<S, 'planned'>;
/**
 * The state, as `read`, `update` and `delete` get it. Only identity attributes are certain to have
 * a value, because an import and an interrupted create know little more.
 */
export type StateModel<S extends Schema> = Model<S, 'state'>;
/** The whole object, as `read` returns it. Write-only attributes are absent. */
export type ResultModel<S extends Schema> = Model<S, 'result'>;

/**
 * What `create` and `update` return: the computed values. Values that the plan already has may be
 * omitted.
 */
export type AppliedModel<S extends Schema> = Partial<ResultModel<S>> &
  Pick<ResultModel<S>, ComputedKey<S> & keyof ResultModel<S>>;

/**
 * What `importState` returns: the identity attributes, and anything else that it happens to know.
 */
export type ImportedModel<S extends Schema> = Partial<ResultModel<S>> &
  Pick<ResultModel<S>, IdentityKey<S> & keyof ResultModel<S>>;

/** Some values of the object, as `saveState` takes them. */
export type PartialModel<S extends Schema> = Partial<ResultModel<S>>;

export type ComputedKey<S extends Schema> = {
  [K in keyof S & string]: PresenceOf<S[K]> extends 'computed' | 'optional-computed' ? K : never;
}[keyof S & string];

export type IdentityKey<S extends Schema> = {
  [K in keyof S & string]: RoleOf<S[K]> extends 'identity' ? K : never;
}[keyof S & string];

export type NestedModel<S extends Schema, N extends Nesting, V extends View> = N extends 'single'
  ? Model<S, V>
  : N extends 'map'
    ? Readonly<Record<string, Element<Model<S, V>, V>>>
    : readonly Element<Model<S, V>, V>[];

type Element<T, V extends View> = V extends 'config' | 'plan' ? T | Unknown : T;

type ValueOf<A> = A extends Attribute<infer T, infer _> ? T : never;
type TraitsOf<A> = A extends Attribute<infer _, infer Tr> ? Tr : never;
type PresenceOf<A> = TraitsOf<A> extends { presence: infer P extends Presence } ? P : never;
type RoleOf<A> = TraitsOf<A> extends { role: infer R extends Role } ? R : never;
type NullWhereNullable<A> = TraitsOf<A> extends { nullable: true } ? null : never;

type IsAbsent<A, V extends View> = V extends 'result'
  ? RoleOf<A> extends 'write-only'
    ? true
    : false
  : V extends 'known-config'
    ? PresenceOf<A> extends 'computed'
      ? true
      : false
    : false;

type AttributeModel<A, V extends View> = V extends 'config'
  ? PresenceOf<A> extends 'computed'
    ? null
    : In<ValueOf<A>, V> | Unknown | NullUnless<PresenceOf<A>, 'required'>
  : V extends 'known-config'
    ? In<ValueOf<A>, V> | NullUnless<PresenceOf<A>, 'required' | 'defaulted'>
    : V extends 'plan'
      ? RoleOf<A> extends 'write-only'
        ? null
        : In<ValueOf<A>, V> | Unknown | NullUnless<PresenceOf<A>, 'required' | 'defaulted'>
      : V extends 'planned'
        ? PresenceOf<A> extends 'computed' | 'optional-computed'
          ? In<ValueOf<A>, V> | null | Unknown
          : In<ValueOf<A>, V> | NullUnless<PresenceOf<A>, 'required' | 'defaulted'>
        : V extends 'state'
          ? RoleOf<A> extends 'write-only'
            ? null
            : RoleOf<A> extends 'identity'
              ? In<ValueOf<A>, V>
              : In<ValueOf<A>, V> | null
          : PresenceOf<A> extends 'required' | 'defaulted'
            ? In<ValueOf<A>, V>
            : In<ValueOf<A>, V> | NullWhereNullable<A>;

type NullUnless<P, Never> = P extends Never ? never : null;

type In<T, V extends View> =
  T extends Nested<infer S, infer N>
    ? NestedModel<S, N, V>
    : V extends 'config' | 'plan'
      ? WithUnknownParts<T>
      : T;

type WithUnknownParts<T> = T extends string | number | bigint | boolean | null | Decimal | Unknown
  ? T
  : T extends readonly (infer E)[]
    ? readonly (WithUnknownParts<E> | Unknown)[]
    : { readonly [K in keyof T]: WithUnknownParts<T[K]> | Unknown };
