import { createHash } from 'node:crypto';
import { isUnknown, type Unknown } from '../../terraform-plugin';
import type { RestoredSecret } from './restored-secret';
import {
  type ConfiguredRotation,
  isNearlyDue,
  type RememberedRotation,
  rotationDueAt,
} from './rotation';
import type { PendingChange, RotationNote } from './rotation-note';

/** Why a key gets a new secret. */
export type RotationCause =
  | {
      readonly kind: 'period';
      readonly every: string;
      readonly dueAt: string;
      readonly asOf: string;
    }
  | { readonly kind: 'when_changed'; readonly names: readonly string[] }
  | { readonly kind: 'public_jwk' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'lost' }
  | ({ readonly kind: 'restored' } & RestoredSecret);

export type RotationPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'due'; readonly causes: readonly RotationCause[] }
  /** Whether it is due depends on values that are known only after apply. */
  | { readonly kind: 'undecided' }
  /**
   * The overlap of an earlier rotation is not over, so `pending` must not be forgotten until then.
   */
  | {
      readonly kind: 'postponed';
      readonly causes: readonly RotationCause[];
      readonly until: string;
      readonly pending: readonly PendingChange[];
      /**
       * The part of `before` that `when_changed` needs; undefined if no change of it is pending.
       */
      readonly whenChangedBefore: Readonly<Record<string, string>> | undefined;
    }
  /** Only the owner of a public key can make another. */
  | { readonly kind: 'awaits_public_key'; readonly causes: readonly RotationCause[] };

export interface RotationQuestion {
  readonly config: ConfiguredRotation;
  readonly prior: {
    readonly rotation: RememberedRotation | null;
    readonly secret_created_at: string | null;
    readonly previous_secret_ends_at: string | null;
    readonly state: string | null;
  };
  readonly note: RotationNote;
  /**
   * The configured key compared with the one that Keyplane has. `kept`: the key has a public key
   * and keeps it. `none`: the key has a secret and will have one.
   */
  readonly publicKey: 'none' | 'kept' | 'changed' | 'unknown';
}

const NONE: RotationPlan = { kind: 'none' };

/**
 * Whether the key gets a new secret. That follows from the configuration and from what was read,
 * never from the clock.
 */
export function planRotation(request: RotationQuestion): RotationPlan {
  const { prior, note, publicKey } = request;
  // Keyplane does not rotate an expired key. Another warning says that it has expired.
  if (prior.state === 'expired') return NONE;
  const causes = causesOf(request);
  if (causes.length === 0) return isUndecided(request) ? { kind: 'undecided' } : NONE;
  const until = prior.previous_secret_ends_at;
  // A secret that nobody received can be replaced immediately, and must be, because the secret
  // before it is about to end.
  if (until !== null && note.interrupted !== true) {
    const pending = (['when_changed', 'public_jwk'] as const).filter((kind) =>
      causes.some((cause) => cause.kind === kind),
    );
    const whenChangedBefore = pending.includes('when_changed')
      ? valuesBefore(prior.rotation, note)
      : undefined;
    return { kind: 'postponed', causes, until, pending, whenChangedBefore };
  }
  const hasAnother = causes.some(({ kind }) => kind === 'interrupted' || kind === 'public_jwk');
  const canRotate = publicKey !== 'kept' || hasAnother;
  return canRotate ? { kind: 'due', causes } : { kind: 'awaits_public_key', causes };
}

/** The names of `when_changed` that were added, removed or given another value since `before`. */
function changedNames(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string | Unknown>>,
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const digestAfter = (name: string) => {
    const value = after[name];
    return typeof value === 'string' ? digestOf(value) : undefined;
  };
  return [...names]
    .filter((name) => !isUnknown(after[name]) && before[name] !== digestAfter(name))
    .sort();
}

/**
 * The values of `when_changed` for which the current secret was created, as digests; undefined if
 * there were none.
 */
function valuesBefore(
  prior: RememberedRotation | null,
  { before }: RotationNote,
): Readonly<Record<string, string>> | undefined {
  if (before?.whenChanged !== undefined) return before.whenChanged;
  const values = prior?.when_changed ?? undefined;
  return (
    values &&
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, digestOf(value)]))
  );
}

function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('base64url');
}

function causesOf({ config, prior, note, publicKey }: RotationQuestion): readonly RotationCause[] {
  const rotation = isUnknown(config) ? null : config;
  return [
    ...(note.interrupted === true ? [{ kind: 'interrupted' } as const] : []),
    ...(note.lost === true ? [{ kind: 'lost' } as const] : []),
    ...(note.restored === undefined ? [] : [{ kind: 'restored', ...note.restored } as const]),
    ...periodOver(rotation, prior.secret_created_at, note),
    ...whenChanged(rotation, prior.rotation, note),
    ...(publicKey === 'changed' || isPendingWithoutBefore(note, 'public_jwk')
      ? [{ kind: 'public_jwk' } as const]
      : []),
  ];
}

function periodOver(
  rotation: Exclude<ConfiguredRotation, Unknown>,
  secretCreatedAt: string | null,
  { dueAsOf: asOf }: RotationNote,
): readonly RotationCause[] {
  if (rotation === null || asOf === undefined) return [];
  const { every } = rotation;
  const dueAt = rotationDueAt(every, secretCreatedAt);
  return typeof every === 'string' &&
    dueAt !== undefined &&
    isNearlyDue(rotation, secretCreatedAt, new Date(asOf))
    ? [{ kind: 'period', every, dueAt, asOf }]
    : [];
}

/** The first value is only recorded: there is no earlier value that it could differ from. */
function whenChanged(
  rotation: Exclude<ConfiguredRotation, Unknown>,
  prior: RememberedRotation | null,
  note: RotationNote,
): readonly RotationCause[] {
  const after = rotation?.when_changed ?? null;
  if (after === null || isUnknown(after)) return [];
  const before = valuesBefore(prior, note);
  const names = before === undefined ? [] : changedNames(before, after);
  return names.length > 0 || isPendingWithoutBefore(note, 'when_changed')
    ? [{ kind: 'when_changed', names }]
    : [];
}

function isUndecided({ config, prior, note, publicKey }: RotationQuestion): boolean {
  if (publicKey === 'unknown') return true;
  const couldBeDue = note.dueAsOf !== undefined;
  const couldChange = (prior.rotation?.when_changed ?? null) !== null;
  if (isUnknown(config)) return couldBeDue || couldChange;
  if (config === null) return false;
  const { every, early_window, when_changed } = config;
  if (couldBeDue && (isUnknown(every) || isUnknown(early_window))) return true;
  return (
    couldChange &&
    (isUnknown(when_changed) ||
      (when_changed !== null && Object.values(when_changed).some(isUnknown)))
  );
}

/** An older version of the provider recorded that a change waits, but not the value before it. */
function isPendingWithoutBefore(
  { pending = [], before }: RotationNote,
  kind: PendingChange,
): boolean {
  const known = kind === 'when_changed' ? before?.whenChanged : before?.publicKey;
  return pending.includes(kind) && known === undefined;
}
