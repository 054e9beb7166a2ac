import { Failure } from '../domain/failure';
import { shownTime } from '../domain/shown-time';
import type { DeclaredRotation } from './declared-rotation';
import { decideEarlierExpiry, requireFuture } from './expiry';
import { keyLabel, keyState, type Key } from './key';
import type { KeyChange } from './key-store';

export interface KeyUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | undefined;
  /** RFC 3339, or `never`. */
  readonly expiresAt?: string | undefined;
  readonly rotation?: DeclaredRotation | null | undefined;
}

/** Only the fields that differ. A repeated change changes nothing, not even the version. */
export function decideChange(key: Key, update: KeyUpdate, now: Date): KeyChange {
  const change: { -readonly [F in keyof KeyChange]: KeyChange[F] } = {};
  requireUnrevoked(key);
  if (update.name !== undefined && update.name !== key.name) change.name = update.name;
  if (update.description !== undefined && update.description !== key.description) {
    change.description = update.description;
  }
  if (update.rotation !== undefined && !isSameRotation(update.rotation, key.rotation)) {
    change.rotation = update.rotation;
  }
  if (update.expiresAt !== undefined) {
    const expiry = decideEarlierExpiry(key.expiresAt, update.expiresAt);
    if (expiry.changed) {
      requireUnexpired(key, now);
      if (expiry.expiresAt !== null) requireFuture(expiry.expiresAt, now);
      change.expiresAt = expiry.expiresAt;
    }
  }
  if (update.enabled !== undefined) {
    // Even if nothing would change, because an answer of 200 would say that the key works again (S5).
    requireUnexpired(key, now);
    if (update.enabled !== (key.disabledAt === null))
      change.disabledAt = update.enabled ? null : now;
  }
  return change;
}

function isSameRotation(a: DeclaredRotation | null, b: DeclaredRotation | null): boolean {
  return a?.every === b?.every && a?.overlap === b?.overlap && a?.earlyWindow === b?.earlyWindow;
}

/** @throws Failure `key_revoked` */
export function requireUnrevoked(key: Key): void {
  if (key.revokedAt !== null) {
    throw new Failure(
      'key_revoked',
      `The key ${keyLabel(key)} was revoked at ${shownTime(key.revokedAt)}. Create another key.`,
    );
  }
}

/** @throws Failure `key_expired` */
export function requireUnexpired(key: Key, now: Date): void {
  if (keyState(key, now) === 'expired') {
    throw new Failure(
      'key_expired',
      `The key ${keyLabel(key)} expired at ${shownTime(key.expiresAt)} and can no longer be enabled, ` +
        'disabled or extended. Create another key.',
    );
  }
}

/** @throws Failure `unauthenticated` */
export function requireWorking(key: Key, now: Date): void {
  const state = keyState(key, now);
  if (state === 'active') return;
  throw new Failure(
    'unauthenticated',
    `The key ${keyLabel(key)} is ${state}, so it cannot create anything. Use another key.`,
  );
}
