import { USED_FAMILIES, type UsedFamily } from '../../client';
import { withArticle } from '../../terraform-plugin';

/** Keyplane knows only when federated identities were last used. */
export type GuardedFamily = UsedFamily | '/v1/federated-identities';

/** An object that may be in use. */
export interface Subject {
  readonly family: GuardedFamily;
  readonly id: string;
  /** The object's label for the beginning of a sentence, such as `Service account key "deploy"`. */
  readonly label: string;
}

const FAMILIES: readonly string[] = [
  ...USED_FAMILIES,
  '/v1/federated-identities' satisfies GuardedFamily,
];

export function isSubject(json: unknown): json is Subject {
  if (typeof json !== 'object' || json === null) return false;
  const { family, id, label } = json as Record<string, unknown>;
  return typeof family === 'string' && FAMILIES.includes(family) && [id, label].every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** What a plan is about to do to it. */
export type Threat =
  | { readonly kind: 'destroyed' }
  | { readonly kind: 'replaced' }
  /** Whether it is marked as tainted and therefore replaced. */
  | { readonly kind: 'tainted' }
  | { readonly kind: 'disabled' }
  | { readonly kind: 'cut-short'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'narrowed';
      readonly attribute: string;
      /** The phrase after "will", such as `lose 2 permissions`. */
      readonly what: string;
      /** A sentence. */
      readonly consequence: string;
      /** The permissions that a role loses, or the roles that a service account loses. */
      readonly taken?: readonly string[];
      /** What the object gets in the same change; null if that is not known yet. */
      readonly added?: readonly string[] | null;
      /** The roles that a service account has before and after the change. */
      readonly kept?: readonly string[];
      /** The keys that the threat affects. If omitted, every key below the object. */
      readonly reach?: Reach;
    };

/** Some of the keys below an object. A change that affects only these is judged by their usage. */
export type Reach =
  /** For a service key, the personal tokens of these members. */
  | { readonly kind: 'personal-tokens'; readonly memberIds: readonly string[] }
  /** Of a member. */
  | { readonly kind: 'application-keys' };

export type Threats = readonly [Threat, ...Threat[]];

/**
 * The label with the ID. Two objects may have one name, and Terraform shows only the first of equal
 * summaries.
 */
export function withId({ label, id }: Pick<Subject, 'label' | 'id'>): string {
  return label.includes(id) ? label : `${label} (${id})`;
}

/** The threat that follows from `enabled` in the state and in the plan. */
export function disabling(
  before: { readonly enabled: boolean | null },
  planned: { readonly enabled: unknown },
): readonly Threat[] {
  return before.enabled !== false && planned.enabled === false ? [{ kind: 'disabled' }] : [];
}

const NAMED = 10;

/**
 * A threat that narrows the object. Its sentence ends with what is removed. None if nothing is
 * removed.
 */
export function takenFrom(
  taken: readonly string[],
  narrowing: Pick<
    Threat & { kind: 'narrowed' },
    'attribute' | 'what' | 'consequence' | 'added' | 'kept' | 'reach'
  >,
): readonly Threat[] {
  if (taken.length === 0) return [];
  const named = [...taken].sort().slice(0, NAMED);
  const others = taken.length - named.length;
  const list = [...named.map((name) => `\`${name}\``), ...(others > 0 ? [`${others} more`] : [])];
  const consequence = `${narrowing.consequence}: ${joined(list)}.`;
  return [{ kind: 'narrowed', ...narrowing, consequence, taken }];
}

/** `lose 2 permissions` */
export function losing(taken: readonly string[], noun: string): string {
  return `lose ${taken.length === 1 ? withArticle(noun) : `${taken.length} ${noun}s`}`;
}

export function joined(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  const others = words.slice(0, -1);
  return others.length === 0 ? last : `${others.join(', ')} and ${last}`;
}
