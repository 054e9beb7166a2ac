import type { AttributePath } from './attribute-path';
import { attributePath } from './attribute-path';
import { isUnknown, type ObjectValue } from './value';

/** A rule across attributes. It gets the configuration with its unknown values. */
export interface ConfigValidator<out Name extends string> {
  /** Markdown for the documentation. */
  readonly description: string;
  /** The attributes that the rule is about. */
  readonly names: readonly Name[];
  /** What breaks the rule; undefined if nothing does, or if unknown values may still satisfy it. */
  check(config: ObjectValue): ConfigProblem | undefined;
}

/** What breaks a rule, as Terraform shows it. */
export interface ConfigProblem {
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: AttributePath;
}

/**
 * The configuration must set exactly one of these attributes.
 *
 * @example
 * const rule = exactlyOneOf('id', 'name');
 */
export function exactlyOneOf<const Name extends string>(
  ...names: readonly Name[]
): ConfigValidator<Name> {
  return {
    description: `Exactly one of ${quoted(names)} must be set.`,
    names,
    check(config) {
      const { set, undecided } = sortOut(names, config);
      if (set.length > 1) return clash(set, `Only one of ${quoted(names)} may be set.`);
      if (set.length === 1 || undecided) return undefined;
      return { summary: 'Missing attribute', detail: `Set one of ${quoted(names)}.` };
    },
  };
}

/**
 * The configuration must set at least one of these attributes.
 *
 * @example
 * const rule = atLeastOneOf('email', 'phone');
 */
export function atLeastOneOf<const Name extends string>(
  ...names: readonly Name[]
): ConfigValidator<Name> {
  return {
    description: `At least one of ${quoted(names)} must be set.`,
    names,
    check(config) {
      const { set, undecided } = sortOut(names, config);
      if (set.length > 0 || undecided) return undefined;
      return { summary: 'Missing attribute', detail: `Set at least one of ${quoted(names)}.` };
    },
  };
}

/**
 * The configuration may set at most one of these attributes.
 *
 * @example
 * const rule = conflictsWith('expires_at', 'expires_in');
 */
export function conflictsWith<const Name extends string>(
  ...names: readonly Name[]
): ConfigValidator<Name> {
  return {
    description: `At most one of ${quoted(names)} may be set.`,
    names,
    check(config) {
      const { set } = sortOut(names, config);
      return set.length > 1 ? clash(set, `At most one of ${quoted(names)} may be set.`) : undefined;
    },
  };
}

/**
 * The configuration must set all of these attributes, or none.
 *
 * @example
 * const rule = requiredTogether('user', 'password');
 */
export function requiredTogether<const Name extends string>(
  ...names: readonly Name[]
): ConfigValidator<Name> {
  return {
    description: `${quoted(names)} must be set together.`,
    names,
    check(config) {
      const { set, undecided } = sortOut(names, config);
      if (set.length === 0 || set.length === names.length || undecided) return undefined;
      const missing = names.filter((name) => !set.includes(name));
      return {
        summary: 'Missing attribute',
        detail: `${quoted(set)} also needs ${quoted(missing)}.`,
        ...(set[0] === undefined ? {} : { attribute: attributePath(set[0]) }),
      };
    },
  };
}

function sortOut<Name extends string>(names: readonly Name[], config: ObjectValue) {
  const valueOf = (name: Name) => config[name] ?? null;
  return {
    set: names.filter((name) => valueOf(name) !== null && !isUnknown(valueOf(name))),
    undecided: names.some((name) => isUnknown(valueOf(name))),
  };
}

function clash(set: readonly string[], detail: string): ConfigProblem {
  const last = set.at(-1);
  return {
    summary: 'Conflicting attributes',
    detail: `${detail} The configuration sets ${quoted(set)}.`,
    ...(last === undefined ? {} : { attribute: attributePath(last) }),
  };
}

function quoted(names: readonly string[]): string {
  const marked = names.map((name) => `\`${name}\``);
  const last = marked.pop() ?? '';
  return marked.length === 0 ? last : `${marked.join(', ')} and ${last}`;
}
