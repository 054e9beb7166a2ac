import type { AttributeType } from './attribute-type';
import type { Validator } from './validator';
import type { Unknown, Value } from './value';

/**
 * One attribute of a schema. The builders of a kind make it, such as `string.required({ … })`.
 *
 * The type parameters exist for inference only: `T` is the value that handlers see, and `Tr`
 * decides where it may be null, unknown or absent.
 */
export interface Attribute<out T = unknown, out Tr extends Traits = Traits> {
  /** What the attribute is at run time. */
  readonly spec: AttributeSpec;
  readonly [inferred]?: { readonly value: T; readonly traits: Tr };
}

declare const inferred: unique symbol;

export interface Traits {
  readonly presence: Presence;
  readonly role: Role;
  readonly nullable: boolean;
}

/**
 * Who sets the attribute. `defaulted` is optional for the user and computed for Terraform, with a
 * value at plan time.
 */
export type Presence = 'required' | 'optional' | 'defaulted' | 'computed' | 'optional-computed';

/**
 * An `identity` attribute is in every state, even right after an import, and no update changes it.
 */
export type Role = 'identity' | 'write-only' | 'plain';

export type Nesting = 'single' | 'list' | 'set' | 'map';

/** What an attribute is at run time. The builders in `kind.ts` make it. */
export interface AttributeSpec {
  readonly type: AttributeType;
  readonly nested?: { readonly nesting: Nesting; readonly schema: Schema };
  readonly presence: Presence;
  readonly role: Role;
  readonly nullable: boolean;
  readonly description: string;
  readonly sensitive: boolean;
  readonly deprecated?: string;
  readonly default?: Value;
  readonly volatile: boolean;
  readonly recomputedWhen: readonly string[];
  readonly requiresReplace: boolean | ReplacePredicate<Value>;
  readonly mayReplace: boolean;
  readonly validators: readonly Validator<Value>[];
  readonly semanticallyEqual?: Equality<Value>;
  readonly sameAsAbsent?: (value: Value) => boolean;
}

/** Whether the change from `before` to `after` needs a new object. */
export type ReplacePredicate<T> = {
  compare(before: T | null, after: T | null | Unknown): boolean;
}['compare'];

/** Whether two spellings mean the same, for example two RFC 3339 texts of one instant. */
export type Equality<T> = { compare(a: T, b: T): boolean }['compare'];

export interface CommonOptions<V> {
  /** Markdown. Documentation tools show it. */
  readonly description: string;
  readonly sensitive?: boolean;
  /** What to use instead. A configuration that sets the attribute gets it as a warning. */
  readonly deprecated?: string;
  /**
   * If two spellings mean the same, the plan and the state keep the previous spelling.
   */
  readonly semanticallyEqual?: Equality<V>;
}

export interface ConfigurableOptions<V> extends CommonOptions<V> {
  readonly validators?: readonly Validator<V>[];
  readonly requiresReplace?: boolean | ReplacePredicate<V>;
  /**
   * Whether `modifyPlan` replaces the object after some changes of the attribute. Documentation tools
   * show it. It changes no plan.
   */
  readonly mayReplace?: boolean;
}

/** For an optional attribute without a `default`. */
export interface OptionalOptions<V> {
  /**
   * Whether a value means the same as none, as the service's own default does. A state that has such a
   * value, after an import for example, keeps it if the configuration omits the attribute. For Terraform
   * the attribute is also computed, because only then may the state have a value that nobody configured.
   */
  readonly sameAsAbsent?: { check(value: V): boolean }['check'];
}

/**
 * A computed attribute is unknown in the plan of a create. It keeps its value in the plan of an
 * update, unless one of these options says otherwise.
 */
export interface RecomputeOptions {
  /** Becomes unknown whenever anything else of the resource changes. */
  readonly volatile?: boolean;
  /** Becomes unknown when one of these sibling attributes changes or becomes unknown. */
  readonly recomputedWhen?: readonly string[];
}

/** Whether the provider may give the attribute its value. */
export function isComputed(spec: AttributeSpec): boolean {
  return spec.presence === 'computed' || spec.presence === 'optional-computed';
}

export function isConfigurable(spec: AttributeSpec): boolean {
  return spec.presence !== 'computed';
}

/**
 * The attributes of a provider, a resource, a data source, an ephemeral resource or a nested
 * object, by name.
 */
export type Schema = Readonly<Record<string, Attribute>>;

/** What the schema remembers of nested attributes; `model.ts` turns it into each view's type. */
export interface Nested<S extends Schema, N extends Nesting> {
  readonly nestedSchema: S;
  readonly nesting: N;
}
