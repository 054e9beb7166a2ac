import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import { isKeyFamily, type KeyFamily, kindOf, permissionTo } from '../domain/kinds';
import { requirePermission, type TeamCaller } from '../domain/principal';
import { Secret } from '../domain/secret';
import { currentSecret, keyLabel, type Key } from '../keys/key';
import type { KeyAccessPolicy } from '../keys/key-access-policy';
import type { Sealer } from '../sealing/sealer';
import { decideClaim, mayClaim, type Unavailable } from './claim';
import type { ClaimStore, StoredClaim } from './claim-store';

export interface ClaimedSecret {
  readonly key: Key;
  readonly secretVersion: number;
  /** `null` if there is no secret. */
  readonly secret: Secret | null;
  readonly unavailable: Unavailable | null;
  readonly claimableUntil: Date | null;
}

export interface SecretClaimService {
  /**
   * Returns the newest secret of a key, any number of times within its window. If `secretVersion`
   * is absent, it returns whichever version is the newest.
   * @throws Failure `insufficient_permissions`, `role_escalation`; `not_found`
   */
  claim(caller: TeamCaller, keyId: string, secretVersion?: number): Promise<ClaimedSecret>;
  /** Erases every secret whose window has ended. */
  purge(): Promise<void>;
}

export interface ClaimableKeys {
  /** Locks the row until the unit of work ends, so nobody revokes or rotates it meanwhile. */
  findForUpdate(id: string): Promise<Key | undefined>;
}

export function createSecretClaimService(dependencies: {
  store: ClaimStore;
  keys: ClaimableKeys;
  access: Readonly<Record<KeyFamily, KeyAccessPolicy>>;
  sealer: Pick<Sealer, 'open' | 'keyIds'>;
  unitOfWork: UnitOfWork;
  clock: Clock;
  audit: AuditTrail;
}): SecretClaimService {
  const { store, keys, access, sealer, unitOfWork, clock, audit } = dependencies;

  async function claimable(caller: TeamCaller, keyId: string) {
    // The permission depends on the kind of ID, so that a missing permission does not reveal what exists.
    requirePermission(caller, permissionTo('claim', familyOf(keyId)));
    const key = await keys.findForUpdate(keyId);
    if (key === undefined || key.teamId !== caller.principal.teamId) throw notFound('key');
    const claim = await store.find(key.id, currentSecret(key).version);
    const isNamed = claim !== undefined && claim.claimantId === caller.principal.id;
    if (!isNamed && !access[key.family].isVisible(caller, key, 'claim')) throw notFound('key');
    if (!mayClaim(caller.principal, key, claim)) throw notTheirs(key);
    await access[key.family].requireMayUse(caller, key);
    return { key, claim };
  }

  async function open(caller: TeamCaller, key: Key, claim: StoredClaim | undefined) {
    const now = clock.now();
    const decision = decideClaim(key, claim, sealer.keyIds, now);
    if (decision.unavailable !== null) return { secret: null, unavailable: decision.unavailable };
    const { text, associatedData } = decision.sealed;
    const secret = Secret.parse(sealer.open(text, associatedData));
    if (secret === undefined)
      throw new Error(`The stored claim of the key ${key.id} does not contain a secret.`);
    const { version } = currentSecret(key);
    await store.markClaimed(version, now);
    await audit.record(caller, {
      action: `${key.family}.secret_claimed`,
      target: { kind: key.family, id: key.id },
      after: { secret_version: version },
    });
    return { secret, unavailable: null };
  }

  return {
    claim: (caller, keyId, wanted) =>
      unitOfWork.run(async () => {
        const { key, claim } = await claimable(caller, keyId);
        const { version } = currentSecret(key);
        const secretVersion = wanted ?? version;
        if (secretVersion > version) throw notFound('secret');
        if (secretVersion < version) {
          const gone = { secret: null, unavailable: 'superseded' as const, claimableUntil: null };
          return { key, secretVersion, ...gone };
        }
        const claimableUntil = claim?.expiresAt ?? null;
        return { key, secretVersion, claimableUntil, ...(await open(caller, key, claim)) };
      }),

    purge: () => store.eraseEnded(clock.now()),
  };
}

function familyOf(keyId: string): KeyFamily {
  const kind = kindOf(keyId);
  if (kind === undefined || !isKeyFamily(kind)) throw notFound('key');
  return kind;
}

function notTheirs(key: Key): Failure {
  return new Failure(
    'insufficient_permissions',
    key.ownerKind === 'member'
      ? `Only the member who owns ${keyLabel(key)} can fetch its new secret.`
      : `Only the creator of the secret of ${keyLabel(key)}, or the claimant that the ` +
          'creator named, can fetch it. To get a secret of your own, rotate the key.',
  );
}
