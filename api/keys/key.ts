import type { JWK } from 'jose';
import type { AcceptedTerms } from '../domain/accepted-terms';
import type { KeyFamily } from '../domain/secret';
import type { SecretDelivery } from '../domain/secret-delivery';
import type { DeclaredRotation } from './declared-rotation';
import { stateOf, type KeyState } from '../domain/key-state';

export type KeyOwnerKind = 'member' | 'service_account' | 'service_key' | 'operator';

/** What a verification has to know about a key. */
export interface KeyFacts {
  readonly id: string;
  readonly family: KeyFamily;
  readonly teamId: string | null;
  readonly ownerKind: KeyOwnerKind;
  readonly ownerId: string;
  /** For a token: the service key that it belongs to. Its owner is a member, or that service key. */
  readonly serviceKeyId: string | null;
  readonly name: string | null;
  readonly description: string | null;
  readonly clientId: string;
  readonly expiresAt: Date | null;
  readonly disabledAt: Date | null;
  readonly revokedAt: Date | null;
  readonly createdAt: Date;
  /** Whether any of its secrets was ever used. */
  readonly used: boolean;
}

/** What a verification has to know about a secret, or about the owner's public key in its place. */
export interface SecretFacts {
  /** Never given out again, across all keys and rotations. */
  readonly version: number;
  /** `null` on a public key. */
  readonly masked: string | null;
  /** The key with which its owner authenticates by `private_key_jwt`; `null` if there is a secret. */
  readonly publicJwk: JWK | null;
  /** When it ends because of a rotation. `null` if it lives as long as the key. */
  readonly retiresAt: Date | null;
  /**
   * Whether it was ended immediately. It is then invalid whatever a clock says. `retiresAt` is when
   * that happened.
   */
  readonly ended: boolean;
  readonly used: boolean;
}

/** A key of any family: one grammar, one state machine, one storage. */
export interface Key extends KeyFacts {
  readonly revokedBy: string | null;
  readonly revokedReason: string | null;
  readonly createdBy: string;
  /** Lineage: the key that created it. */
  readonly createdByKey: string | null;
  /**
   * The expiry that it was created with, since `expiresAt` can be moved earlier; null if it had
   * none.
   */
  readonly firstExpiresAt: Date | null;
  /** The rotation as it was declared. Keyplane rotates nothing by itself. */
  readonly rotation: DeclaredRotation | null;
  /** The terms under which a token was created; `null` on every other key. */
  readonly terms: AcceptedTerms | null;
  readonly lastUsedAt: Date | null;
  readonly version: number;
  /** Newest first: the secret without an end, and those that rotations ended or let retire. */
  readonly secrets: readonly KeySecret[];
}

export interface KeySecret extends SecretFacts {
  readonly delivery: SecretDelivery;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** The stack and run whose rotation made it, until it is recorded. */
  readonly madeIn: { readonly stack: string; readonly run: string } | null;
  readonly lastUsedAt: Date | null;
}

/** Which keys a list shows. Revoked keys are included only if `state` asks for them. */
export interface KeyFilter {
  readonly family: KeyFamily;
  readonly teamId: string;
  readonly ownerId?: string | undefined;
  readonly ownerKind?: KeyOwnerKind | undefined;
  readonly serviceKeyId?: string | undefined;
  readonly clientIds?: readonly string[] | undefined;
  readonly state?: KeyState | undefined;
  /** Only keys that have not been used since this time: never used, or last used before it. */
  readonly unusedSince?: Date | undefined;
  readonly createdBefore?: Date | undefined;
  /** Only keys whose name or description contains this, or whose ID or client ID begins with it. */
  readonly search?: string | undefined;
}

export function keyState(key: KeyFacts, now: Date): KeyState {
  return stateOf(key, now);
}

/**
 * Whether the key counts toward the limit of a service account: it is neither expired nor revoked.
 */
export function isLive(key: KeyFacts, now: Date): boolean {
  const state = stateOf(key, now);
  return state === 'active' || state === 'disabled';
}

/** The newest secret, which has no end of its own. */
export function currentSecret<Secret extends SecretFacts>(
  key: Pick<Key, 'id'> & { readonly secrets: readonly Secret[] },
): Secret {
  const current = key.secrets.find((secret) => secret.retiresAt === null);
  if (current === undefined)
    throw new Error(`The key ${key.id} has neither a secret nor a public key.`);
  return current;
}

/** The secret or public key that a rotation replaces, while both are valid. */
export function retiringSecret(
  key: Key,
  now: Date,
): (KeySecret & { readonly retiresAt: Date }) | undefined {
  for (const secret of key.secrets) {
    const { retiresAt } = secret;
    if (retiresAt !== null && !isRetired(secret, now)) return { ...secret, retiresAt };
  }
  return undefined;
}

/** The name that people know it by, for sentences. */
export function keyLabel(key: KeyFacts): string {
  return `"${key.name ?? key.description ?? key.id}"`;
}

/** Whether its overlap is over, or it was ended immediately. */
export function isRetired(
  { retiresAt, ended }: Pick<SecretFacts, 'retiresAt' | 'ended'>,
  now: Date,
): boolean {
  return ended || (retiresAt !== null && retiresAt <= now);
}
