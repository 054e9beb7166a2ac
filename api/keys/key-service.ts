import type { JWK } from 'jose';
import type { AuditTrail } from '../audit/audit-trail';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import type { IdKind, Ids } from '../domain/ids';
import type { Caller } from '../domain/principal';
import { Secret, type KeyFamily } from '../domain/secret';
import { requireVersion } from '../domain/version';
import { drawClientId } from './client-id';
import { decideEarlierExpiry } from './expiry';
import { keyLabel, keyState, type Key, type KeyOwnerKind } from './key';
import { keySnapshot } from './key-snapshot';
import type { KeyChange, KeyStore } from './key-store';

export interface NewKey {
  readonly family: KeyFamily;
  readonly teamId: string | null;
  readonly ownerKind: KeyOwnerKind;
  readonly ownerId: string;
  /** Of a token: the service key on which it stands. */
  readonly serviceKeyId?: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly publicJwk: JWK | null;
  readonly expiresAt: Date | null;
  readonly enabled: boolean;
}

/** Who makes a key: a caller, or Keyplane itself at sign-up and first start. */
export interface KeyCreator {
  readonly id: string;
  readonly keyId: string | null;
}

export interface IssuedKey {
  readonly key: Key;
  /** In the clear for this one answer; `null` on a public key. */
  readonly secret: Secret | null;
}

export interface KeyUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly enabled?: boolean | undefined;
  /** RFC 3339, or `never`. */
  readonly expiresAt?: string | undefined;
}

/** What can be done with any key; who may do it is decided by the family that calls. */
export interface KeyService {
  issue(creator: KeyCreator, spec: NewKey): Promise<IssuedKey>;
  /** @throws Failure `key_expired`, `key_revoked`, `expiry_not_earlier`, `precondition_failed` */
  update(caller: Caller, id: string, update: KeyUpdate, expectedVersion?: number): Promise<Key>;
  /** @throws Failure `key_expired`, `key_revoked`, `rotation_in_progress` */
  rotate(caller: Caller, id: string, overlapSeconds: number): Promise<IssuedKey>;
  /** Final. Revoking a revoked key changes nothing. */
  revoke(caller: Caller, id: string, reason: string, expectedVersion?: number): Promise<void>;
  revokeAllOf(caller: Caller, ownerId: string, reason: string): Promise<number>;
  /** Every token of a service key, or only that member's. */
  revokeAllOn(
    caller: Caller,
    serviceKeyId: string,
    reason: string,
    memberId?: string,
  ): Promise<number>;
  /** What the key created, and what that created in turn; the key itself stays. */
  revokeLineage(caller: Caller, keyId: string, reason: string): Promise<readonly Key[]>;
}

export interface KeyServiceDependencies {
  readonly store: KeyStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
}

const ID_KIND: Readonly<Record<KeyFamily, IdKind>> = {
  application_key: 'applicationKey',
  service_account_key: 'serviceAccountKey',
  token: 'token',
};

export function createKeyService(dependencies: KeyServiceDependencies): KeyService {
  const { store, unitOfWork, clock, ids, audit, creations } = dependencies;

  async function lockedKey(id: string): Promise<Key> {
    const key = await store.findForUpdate(id);
    if (key === undefined) throw new Failure('not_found', 'There is no such key.');
    return key;
  }

  async function reread(id: string): Promise<Key> {
    const key = await store.find(id);
    if (key === undefined) throw new Error(`Key ${id} vanished within its own unit of work.`);
    return key;
  }

  async function addSecret(key: { id: string; family: KeyFamily }): Promise<Secret> {
    const secret = Secret.generate(key.family);
    const { hash, masked } = secret;
    await store.insertSecret(key.id, { hash, masked, createdAt: clock.now() });
    return secret;
  }

  async function revokeKey(caller: Caller, key: Key, reason: string): Promise<void> {
    const revokedAt = clock.now();
    const revoked = { revokedAt, revokedBy: caller.principal.id, revokedReason: reason };
    await store.update(key.id, revoked);
    await creations.forget([key.id]);
    await audit.record(caller, {
      action: `${key.family}.revoked`,
      target: { kind: key.family, id: key.id, teamId: key.teamId },
      before: keySnapshot(key, revokedAt),
      after: keySnapshot({ ...key, ...revoked }, revokedAt),
    });
  }

  return {
    issue: (creator, spec) =>
      unitOfWork.run(async () => {
        const now = clock.now();
        const id = ids.next(ID_KIND[spec.family]);
        const { enabled, serviceKeyId = null, ...facts } = spec;
        await store.insert({
          ...facts,
          serviceKeyId,
          id,
          clientId: drawClientId(),
          disabledAt: enabled ? null : now,
          revokedAt: null,
          revokedBy: null,
          revokedReason: null,
          createdAt: now,
          createdBy: creator.id,
          createdByKey: creator.keyId,
          lastUsedAt: null,
          version: 1,
        });
        const secret =
          spec.publicJwk === null ? await addSecret({ id, family: spec.family }) : null;
        return { key: await reread(id), secret };
      }),

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const key = await lockedKey(id);
        requireVersion(key.version, expectedVersion);
        const now = clock.now();
        const change = decideChange(key, update, now);
        if (Object.keys(change).length === 0) return key;
        await store.update(id, change);
        const updated = await reread(id);
        await audit.record(caller, {
          action: `${key.family}.updated`,
          target: { kind: key.family, id, teamId: key.teamId },
          before: keySnapshot(key, now),
          after: keySnapshot(updated, now),
        });
        return updated;
      }),

    rotate: (caller, id, overlapSeconds) =>
      unitOfWork.run(async () => {
        const key = await lockedKey(id);
        const now = clock.now();
        requireRotatable(key, now);
        await store.retireSecrets(id, overlapEnd(key, now, overlapSeconds));
        const secret = await addSecret(key);
        await store.update(id, {});
        const rotated = await reread(id);
        await audit.record(caller, {
          action: `${key.family}.rotated`,
          target: { kind: key.family, id, teamId: key.teamId },
          before: keySnapshot(key, now),
          after: keySnapshot(rotated, now),
        });
        return { key: rotated, secret };
      }),

    revoke: (caller, id, reason, expectedVersion) =>
      unitOfWork.run(async () => {
        const key = await lockedKey(id);
        requireVersion(key.version, expectedVersion);
        if (key.revokedAt === null) await revokeKey(caller, key, reason);
      }),

    revokeAllOf: (caller, ownerId, reason) =>
      unitOfWork.run(async () => {
        const keys = await store.unrevokedOf(ownerId);
        for (const key of keys) await revokeKey(caller, key, reason);
        return keys.length;
      }),

    revokeAllOn: (caller, serviceKeyId, reason, memberId) =>
      unitOfWork.run(async () => {
        const keys = await store.unrevokedOn(serviceKeyId, memberId);
        for (const key of keys) await revokeKey(caller, key, reason);
        return keys.length;
      }),

    revokeLineage: (caller, keyId, reason) =>
      unitOfWork.run(async () => {
        const revoked: Key[] = [];
        const seen = new Set([keyId]);
        let generation: readonly string[] = [keyId];
        while (generation.length > 0) {
          const children = (await store.createdBy(generation)).filter(({ id }) => !seen.has(id));
          for (const child of children) {
            seen.add(child.id);
            if (child.revokedAt !== null) continue;
            await revokeKey(caller, child, reason);
            revoked.push(child);
          }
          generation = children.map(({ id }) => id);
        }
        return revoked;
      }),
  };
}

/** Only what differs: a second click changes nothing, not even the version. */
export function decideChange(key: Key, update: KeyUpdate, now: Date): KeyChange {
  const change: { -readonly [F in keyof KeyChange]: KeyChange[F] } = {};
  requireUnrevoked(key);
  if (update.name !== undefined && update.name !== key.name) change.name = update.name;
  if (update.description !== undefined && update.description !== key.description) {
    change.description = update.description;
  }
  if (update.expiresAt !== undefined) {
    const expiry = decideEarlierExpiry(key.expiresAt, update.expiresAt);
    if (expiry.changed) {
      requireUnexpired(key, now);
      change.expiresAt = expiry.expiresAt;
    }
  }
  if (update.enabled !== undefined && update.enabled !== (key.disabledAt === null)) {
    requireUnexpired(key, now);
    change.disabledAt = update.enabled ? null : now;
  }
  return change;
}

/** The old secret ends after the overlap, never later than the key (S3, domain rule). */
export function overlapEnd(key: Key, now: Date, overlapSeconds: number): Date {
  const end = new Date(now.getTime() + overlapSeconds * 1000);
  return key.expiresAt !== null && key.expiresAt < end ? key.expiresAt : end;
}

function requireRotatable(key: Key, now: Date): void {
  requireUnrevoked(key);
  requireUnexpired(key, now);
  if (key.publicJwk !== null) {
    throw new Failure(
      'conflict',
      `The key ${keyLabel(key)} has no secret to rotate: its owner holds the private key.`,
    );
  }
  const retiring = key.secrets.find(({ retiresAt }) => retiresAt !== null && retiresAt > now);
  if (retiring !== undefined) {
    throw new Failure(
      'rotation_in_progress',
      `The key ${keyLabel(key)} has two live secrets until ${retiring.retiresAt?.toISOString()}; ` +
        'rotate it again after that.',
    );
  }
}

function requireUnrevoked(key: Key): void {
  if (key.revokedAt !== null) {
    throw new Failure(
      'key_revoked',
      `The key ${keyLabel(key)} was revoked at ${key.revokedAt.toISOString()}. Create another key.`,
    );
  }
}

function requireUnexpired(key: Key, now: Date): void {
  if (keyState(key, now) === 'expired') {
    throw new Failure(
      'key_expired',
      `The key ${keyLabel(key)} expired at ${key.expiresAt?.toISOString()} and cannot be enabled, ` +
        'disabled or extended any more. Create another key.',
    );
  }
}
