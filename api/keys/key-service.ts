import type { AcceptedTerms } from '../domain/accepted-terms';
import type { AuditTrail } from '../domain/audit-trail';
import type { Creations } from '../creations/creations';
import type { SecretRecords } from '../creations/secret-records';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { Caller, Creator } from '../domain/principal';
import type { KeyFamily } from '../domain/secret';
import { requireVersion, type ExpectedVersion } from '../domain/version';
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
import { createKeyRevocations, type KeyRevocations } from './key-revocations';
import type { KeyStore } from './key-store';
import { lockedKey } from './locked-key';
import type { RevokedKeys } from './revoked-keys';
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
  /**
   * Computes the expiry from the key's `created_at`, so that a period is not a millisecond shorter or
   * longer.
   */
  readonly expiresAt: (createdAt: Date) => Date | null;
  readonly enabled: boolean;
  /** Absent: none. */
  readonly rotation?: DeclaredRotation | null | undefined;
  /** For a token: the terms under which it is created. */
  readonly terms?: AcceptedTerms;
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
export interface KeyService extends KeyRevocations, SecretRecords {
  /**
   * Locks the key of the caller who creates something, so that a revocation of it comes either
   * before or after that. `issue` does this too. Call this method if you first lock other rows that
   * a revocation locks after the key.
   * @throws Failure `unauthenticated` if the key no longer works, or the session has ended
   */
  lockCreator(creator: Creator): Promise<void>;
  issue(creator: Creator, spec: NewKey): Promise<IssuedKey>;
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
}

export interface KeyServiceDependencies {
  readonly store: KeyStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
  readonly claims: SecretClaims;
  readonly dependents: readonly RevokedKeys[];
  readonly policies: TeamPolicies;
}

export function createKeyService(dependencies: KeyServiceDependencies): KeyService {
  const { store, unitOfWork, clock, ids, audit, creations, claims, policies, dependents } =
    dependencies;
  const addSecret = createSecretIssuer(dependencies);

  /**
   * The creator was judged before this unit of work began. Because the creator's key is locked,
   * that key is revoked either before this unit of work or after it. If it is revoked before, this
   * unit of work is refused. If it is revoked after, a cascade finds what was created here.
   */
  async function lockCreator({ keyId, sessionId }: Creator): Promise<void> {
    const key = keyId === null ? undefined : await store.findForShare(keyId);
    if (key === undefined) return;
    if (sessionId === undefined) return requireWorking(key, clock.now());
    for (const dependent of dependents) await dependent.requireSession(sessionId);
  }

  return {
    ...createKeyRevocations(dependencies),
    lockCreator,
    issue: (creator, spec) =>
      unitOfWork.run(async () => {
        await lockCreator(creator);
        const now = clock.now();
        const expiresAt = spec.expiresAt(now);
        const id = ids.next(spec.family);
        const { enabled, serviceKeyId = null, delivery, rotation = null, ...given } = spec;
        const { terms = null, ...facts } = given;
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
          terms,
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
        const key = await lockedKey(store, id);
        requireVersion(key.version, expectedVersion);
        const now = clock.now();
        const change = decideChange(key, update, now);
        if (Object.keys(change).length === 0) return key;
        if (change.expiresAt !== undefined && key.teamId !== null) {
          requireAllowedExpiry(await policies.policyOf(key.teamId), change.expiresAt, now);
        }
        await store.update(id, change);
        const updated = await lockedKey(store, id);
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
        const key = await lockedKey(store, id);
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
        const rotated = await lockedKey(store, id);
        await audit.record(caller, {
          action: `${key.family}.rotated`,
          target: { kind: key.family, id, teamId: key.teamId },
          before: keySnapshot(key, now),
          after: keySnapshot(rotated, now),
        });
        return { ...delivered, key: rotated };
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
  };
}
