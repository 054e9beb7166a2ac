import type { AuditTrail } from '../domain/audit-trail';
import { abandonedButInUse } from '../creations/abandoned-failures';
import { ABANDONED_REPLACED, type Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Caller } from '../domain/principal';
import { isAsCreated, requireVersion, type ExpectedVersion } from '../domain/version';
import type { SecretClaims } from './claim';
import type { Key } from './key';
import { keySnapshot } from './key-snapshot';
import type { KeyStore } from './key-store';
import { lockedKey } from './locked-key';
import type { RevokedKeys } from './revoked-keys';

/** Revokes one key, what an interrupted run left behind, or all keys of an owner or below a key. */
export interface KeyRevocations {
  /** Final. Revoking a revoked key changes nothing. */
  revoke(
    caller: Caller,
    id: string,
    reason: string,
    expectedVersion?: ExpectedVersion,
  ): Promise<void>;
  /** Like `revoke`, for a key that this unit of work has locked already. */
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
  /** Revokes the keys that this key created, and the keys that those created in turn. The key itself stays. */
  revokeLineage(caller: Caller, keyId: string, reason: string): Promise<readonly Key[]>;
}

export function createKeyRevocations(dependencies: {
  readonly store: KeyStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly creations: Creations;
  readonly claims: SecretClaims;
  readonly dependents: readonly RevokedKeys[];
}): KeyRevocations {
  const { store, unitOfWork, clock, audit, creations, claims, dependents } = dependencies;

  async function revokeKey(caller: Caller, key: Key, reason: string): Promise<void> {
    const revokedAt = clock.now();
    const revoked = { revokedAt, revokedBy: caller.principal.id, revokedReason: reason };
    await store.update(key.id, revoked);
    await claims.erase(key);
    for (const dependent of dependents) await dependent.keyRevoked(key.id);
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

  const revokeHeld: KeyRevocations['revokeHeld'] = async (caller, key, reason, expectedVersion) => {
    requireVersion(key.version, expectedVersion);
    if (key.revokedAt === null) await revokeKey(caller, key, reason);
  };

  return {
    revoke: (caller, id, reason, expectedVersion) =>
      unitOfWork.run(async () =>
        revokeHeld(caller, await lockedKey(store, id), reason, expectedVersion),
      ),

    revokeHeld,

    revokeAbandoned: (caller, id) =>
      unitOfWork.run(async () => {
        const key = await lockedKey(store, id);
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
        for (const dependent of dependents) await dependent.lineageRevoked([...seen]);
        return revoked;
      }),
  };
}
