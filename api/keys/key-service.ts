import type { AuditTrail } from '../domain/audit-trail';
import { abandonedButInUse } from '../creations/abandoned-failures';
import { ABANDONED_REPLACED, type Creations } from '../creations/creations';
import type { SecretRecords } from '../creations/secret-records';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import type { Ids } from '../domain/ids';
import type { Caller } from '../domain/principal';
import type { KeyFamily } from '../domain/secret';
import { isAsCreated, requireVersion, type ExpectedVersion } from '../domain/version';
import { abandonedRotation } from './abandoned-rotation';
import type { SecretClaims } from './claim';
import { drawClientId } from './client-id';
import type { DeclaredRotation } from './declared-rotation';
import type { Delivery, WantedDelivery } from './delivery/delivery';
import { endAfter } from './expiry';
import type { Key, KeyOwnerKind } from './key';
import {
  decideChange,
  requireUnexpired,
  requireUnrevoked,
  requireWorking,
  type KeyUpdate,
} from './key-change';
import { keySnapshot } from './key-snapshot';
import type { KeyStore } from './key-store';
import { decideRotation, requireAnotherPublicKey } from './rotation';
import { createSecretIssuer, type DeliveredSecret } from './secret-issuer';
import { requireAllowedExpiry, type TeamPolicies } from '../teams/team-policy';

export interface NewKey {
  readonly family: KeyFamily;
  readonly teamId: string | null;
  readonly ownerKind: KeyOwnerKind;
  readonly ownerId: string;
  /** For a token: the service key that it belongs to. */
  readonly serviceKeyId?: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly delivery: Delivery;
  /** Of the moment that is its `created_at`, so that a period is not a millisecond shorter or longer. */
  readonly expiresAt: (createdAt: Date) => Date | null;
  readonly enabled: boolean;
  /** Absent: none. */
  readonly rotation?: DeclaredRotation | null | undefined;
}

/** The creator of a key: a caller, or Keyplane itself at sign-up and first start. */
export interface KeyCreator {
  readonly id: string;
  readonly keyId: string | null;
}

export interface IssuedKey extends DeliveredSecret {
  readonly key: Key;
}

/** The request, as a family receives it. */
export interface RotationRequest {
  /** A period. If absent, the old secret ends immediately. */
  readonly overlap: string | undefined;
  readonly delivery: WantedDelivery;
}

export interface NewRotation {
  readonly overlapSeconds: number;
  readonly delivery: Delivery;
}

/** Operations on keys of every family. The calling family decides who may use them. */
export interface KeyService extends SecretRecords {
  /**
   * Locks the key of the caller who creates something, so that it is revoked before or after that. `issue` does
   * it, too; this is for those who lock other rows first, which a revocation locks after the key.
   * @throws Failure `unauthenticated` if the key no longer works
   */
  lockCreator(keyId: string | null): Promise<void>;
  issue(creator: KeyCreator, spec: NewKey): Promise<IssuedKey>;
  /**
   * @throws Failure `key_expired`, `key_revoked`, `expiry_not_earlier`, `precondition_failed`,
   * `lifetime_exceeds_team_limit`
   */
  update(
    caller: Caller,
    id: string,
    update: KeyUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<Key>;
  /** @throws Failure `key_expired`, `key_revoked`, `rotation_in_progress`, `public_key_unchanged` */
  rotate(caller: Caller, id: string, rotation: NewRotation): Promise<IssuedKey>;
  /** Final. Revoking a revoked key changes nothing. */
  revoke(
    caller: Caller,
    id: string,
    reason: string,
    expectedVersion?: ExpectedVersion,
  ): Promise<void>;
  /** The same for a key that this unit of work has locked already. */
  revokeHeld(
    caller: Caller,
    key: Key,
    reason: string,
    expectedVersion?: ExpectedVersion,
  ): Promise<void>;
  /**
   * Revokes an abandoned creation, unless somebody has used or recorded it meanwhile.
   * @throws Failure `abandoned_creation` if somebody has changed it
   */
  revokeAbandoned(caller: Caller, id: string): Promise<void>;
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
  readonly claims: SecretClaims;
  readonly policies: TeamPolicies;
}

export function createKeyService(dependencies: KeyServiceDependencies): KeyService {
  const { store, unitOfWork, clock, ids, audit, creations, claims, policies } = dependencies;
  const addSecret = createSecretIssuer(dependencies);

  async function lockedKey(id: string): Promise<Key> {
    const key = await store.findForUpdate(id);
    if (key === undefined) throw new Failure('not_found', 'There is no such key.');
    return key;
  }

  /**
   * The creator was judged before this unit of work began. With the creator's key locked, it is revoked
   * either before this, which is then refused, or after it, and then a cascade finds what was created here.
   */
  async function lockCreator(keyId: string | null): Promise<void> {
    const key = keyId === null ? undefined : await store.findForShare(keyId);
    if (key !== undefined) requireWorking(key, clock.now());
  }

  async function revokeKey(caller: Caller, key: Key, reason: string): Promise<void> {
    const revokedAt = clock.now();
    const revoked = { revokedAt, revokedBy: caller.principal.id, revokedReason: reason };
    await store.update(key.id, revoked);
    await claims.erase(key);
    // The creation of its service key may have shown the secret of its first token.
    if (key.serviceKeyId !== null) await creations.eraseAnswers([key.serviceKeyId]);
    await creations.forget([key.id]);
    await audit.record(caller, {
      action: `${key.family}.revoked`,
      target: { kind: key.family, id: key.id, teamId: key.teamId },
      before: keySnapshot(key, revokedAt),
      after: keySnapshot({ ...key, ...revoked }, revokedAt),
    });
  }

  const revokeHeld: KeyService['revokeHeld'] = async (caller, key, reason, expectedVersion) => {
    requireVersion(key.version, expectedVersion);
    if (key.revokedAt === null) await revokeKey(caller, key, reason);
  };

  return {
    lockCreator,
    issue: (creator, spec) =>
      unitOfWork.run(async () => {
        await lockCreator(creator.keyId);
        const now = clock.now();
        const expiresAt = spec.expiresAt(now);
        const id = ids.next(spec.family);
        const { enabled, serviceKeyId = null, delivery, rotation = null, ...facts } = spec;
        const key = {
          ...facts,
          expiresAt,
          firstExpiresAt: expiresAt,
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
          rotation,
          used: false,
          lastUsedAt: null,
          version: 1,
        };
        await store.insert(key);
        const maker = { createdAt: now, createdBy: creator.id, madeIn: null };
        const [added, delivered] = await addSecret(key, delivery, maker);
        return { ...delivered, key: { ...key, secrets: [added] } };
      }),

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const key = await lockedKey(id);
        requireVersion(key.version, expectedVersion);
        const now = clock.now();
        const change = decideChange(key, update, now);
        if (Object.keys(change).length === 0) return key;
        if (change.expiresAt !== undefined && key.teamId !== null) {
          requireAllowedExpiry(await policies.policyOf(key.teamId), change.expiresAt, now);
        }
        await store.update(id, change);
        const updated = await lockedKey(id);
        await audit.record(caller, {
          action: `${key.family}.updated`,
          target: { kind: key.family, id, teamId: key.teamId },
          before: keySnapshot(key, now),
          after: keySnapshot(updated, now),
        });
        return updated;
      }),

    rotate: (caller, id, { overlapSeconds, delivery }) =>
      unitOfWork.run(async () => {
        await creations.begin(caller);
        const key = await lockedKey(id);
        const now = clock.now();
        requireUnrevoked(key);
        requireUnexpired(key, now);
        const { retires, replaces } = decideRotation(
          key,
          await abandonedRotation(creations, key, caller),
          now,
        );
        if (replaces === undefined) await requireAnotherPublicKey(key, delivery);
        await claims.erase(key);
        if (replaces !== undefined) await store.deleteSecret(replaces.version);
        if (retires !== undefined) {
          if (overlapSeconds === 0) await store.endSecret(retires.version, now);
          else await store.retireSecret(retires.version, endAfter(key, now, overlapSeconds));
        }
        const { stack, run, principal } = caller;
        const madeIn = stack === null || run === null ? null : { stack, run };
        const maker = { createdAt: now, createdBy: principal.id, madeIn };
        const [, delivered] = await addSecret(key, delivery, maker);
        await store.update(id, {});
        const rotated = await lockedKey(id);
        await audit.record(caller, {
          action: `${key.family}.rotated`,
          target: { kind: key.family, id, teamId: key.teamId },
          before: keySnapshot(key, now),
          after: keySnapshot(rotated, now),
        });
        return { ...delivered, key: rotated };
      }),

    revoke: (caller, id, reason, expectedVersion) =>
      unitOfWork.run(async () => revokeHeld(caller, await lockedKey(id), reason, expectedVersion)),

    revokeHeld,

    revokeAbandoned: (caller, id) =>
      unitOfWork.run(async () => {
        const key = await lockedKey(id);
        if (key.revokedAt !== null || key.used) return;
        if (!(await creations.lockUnrecorded([id])).has(id)) return;
        if (!isAsCreated(key)) throw abandonedButInUse(key.family, id);
        await revokeKey(caller, key, ABANDONED_REPLACED);
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

    recordSecrets: (caller, versions) =>
      unitOfWork.run(async () => {
        if (versions.length === 0) return [];
        const { keyIds, rotatedIds } = await store.recordSecrets(versions, caller.principal.teamId);
        await creations.eraseAnswers(rotatedIds);
        return keyIds;
      }),

    recordSecretsOfRun: (caller, versions) =>
      unitOfWork.run(async () => {
        const { run, principal } = caller;
        if (versions.length === 0 || run === null) return;
        const of = { createdBy: principal.id, run };
        const { rotatedIds } = await store.recordSecrets(versions, principal.teamId, of);
        await creations.eraseAnswers(rotatedIds);
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
