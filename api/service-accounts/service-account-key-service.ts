import type { AuditTrail } from '../domain/audit-trail';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound, unknownReference } from '../domain/failure';
import type { KeyState } from '../domain/key-state';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import type { TeamCaller } from '../domain/principal';
import type { DeclaredRotation } from '../keys/declared-rotation';
import type { ExpectedVersion } from '../domain/version';
import { decideDelivery, type WantedDelivery } from '../keys/delivery/delivery';
import { decideExpiry, overlapSecondsOf, type WantedExpiry } from '../keys/expiry';
import { currentSecret, type Key, type KeyFilter } from '../keys/key';
import type { KeyUpdate } from '../keys/key-change';
import type { IssuedKey, KeyService, RotationRequest } from '../keys/key-service';
import { keySnapshot } from '../keys/key-snapshot';
import type { TeamPolicies } from '../teams/team-policy';
import type { AccountKeyGate } from './account-key-gate';
import { MAX_LIVE_KEYS, type ServiceAccount } from './service-account';
import type { ServiceAccountStore } from './service-account-store';

export interface NewServiceAccountKeyRequest extends WantedExpiry {
  readonly serviceAccountId: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly rotation?: DeclaredRotation | null | undefined;
  readonly delivery: WantedDelivery;
}

export interface ServiceAccountKeyFilter {
  readonly serviceAccountId?: string | undefined;
  readonly clientIds?: readonly string[] | undefined;
  readonly state?: KeyState | undefined;
  readonly unusedSince?: Date | undefined;
}

export interface ServiceAccountKeyService {
  /**
   * @throws Failure `key_limit_reached`, `role_escalation`, `lifetime_exceeds_team_limit`, and what
   * `Creations.replaceable` throws
   */
  create(caller: TeamCaller, request: NewServiceAccountKeyRequest): Promise<IssuedKey>;
  /** How many keys the account may have besides those that it has. */
  freeSlots(caller: TeamCaller, serviceAccountId: string): Promise<number>;
  get(caller: TeamCaller, id: string): Promise<Key>;
  list(caller: TeamCaller, filter: ServiceAccountKeyFilter, page: PageRequest): Promise<Page<Key>>;
  update(
    caller: TeamCaller,
    id: string,
    update: KeyUpdate,
    version?: ExpectedVersion,
  ): Promise<Key>;
  rotate(caller: TeamCaller, id: string, request: RotationRequest): Promise<IssuedKey>;
  revoke(caller: TeamCaller, id: string, reason?: string, version?: ExpectedVersion): Promise<void>;
}

/** What this slice reads of keys by itself; changing them is the key service's. */
export interface AccountKeyReads {
  find(id: string): Promise<Key | undefined>;
  findForUpdate(id: string): Promise<Key | undefined>;
  list(filter: KeyFilter, page: PageRequest, now: Date): Promise<readonly Key[]>;
  countLive(ownerIds: readonly string[], now: Date): Promise<ReadonlyMap<string, number>>;
}

export function createServiceAccountKeyService(dependencies: {
  accounts: Pick<ServiceAccountStore, 'findForUpdate'>;
  gate: AccountKeyGate;
  reads: AccountKeyReads;
  keys: KeyService;
  policies: TeamPolicies;
  unitOfWork: UnitOfWork;
  clock: Clock;
  audit: AuditTrail;
  creations: Creations;
}): ServiceAccountKeyService {
  const { accounts, gate, reads, keys, policies, unitOfWork, clock, audit, creations } =
    dependencies;

  async function existing(caller: TeamCaller, id: string, read = reads.find): Promise<Key> {
    const key = await read(id);
    const own = key?.family === 'service_account_key' && key.teamId === caller.principal.teamId;
    if (key === undefined || !own) throw notFound('service account key');
    return key;
  }

  const liveKeysOf = async (accountId: string) =>
    (await reads.countLive([accountId], clock.now())).get(accountId) ?? 0;

  async function requireFreeSlot(account: ServiceAccount): Promise<void> {
    const live = await liveKeysOf(account.id);
    if (live >= MAX_LIVE_KEYS) {
      throw new Failure(
        'key_limit_reached',
        `The service account "${account.name}" has ${live} keys that are neither expired nor ` +
          `revoked, and ${MAX_LIVE_KEYS} is the most. Revoke one, or rotate one instead.`,
      );
    }
  }

  return {
    create: (caller, request) =>
      unitOfWork.run(async () => {
        const { teamId, id: creatorId, keyId } = caller.principal;
        // Creates for one account take turns here, so that two can never share the tenth slot.
        const account = await accounts.findForUpdate(teamId, request.serviceAccountId);
        if (account === undefined) throw unknownReference('service account', '/service_account_id');
        await gate.requireMayGrant(caller, account);
        const policy = await policies.policyOf(teamId);
        const expiresAt = (from: Date) => decideExpiry(request, policy, from);
        // Refused before anything is replaced.
        expiresAt(clock.now());
        const delivery = await decideDelivery(request.delivery, policy);

        const kind = 'service_account_key';
        const abandoned = await creations.replaceable(caller, kind, request);
        for (const id of abandoned) await keys.revokeAbandoned(caller, id);
        await requireFreeSlot(account);

        const issued = await keys.issue(
          { id: creatorId, keyId },
          {
            family: kind,
            teamId,
            ownerKind: 'service_account',
            ownerId: account.id,
            name: request.name,
            description: null,
            delivery,
            expiresAt,
            enabled: request.enabled,
            rotation: request.rotation,
          },
        );
        await creations.remember(caller, kind, request, issued.key.id);
        await audit.record(caller, {
          action: 'service_account_key.created',
          target: { kind, id: issued.key.id },
          after: keySnapshot(issued.key, clock.now()),
        });
        return issued;
      }),

    freeSlots: async (_caller, serviceAccountId) =>
      MAX_LIVE_KEYS - (await liveKeysOf(serviceAccountId)),

    get: existing,

    async list(caller, { serviceAccountId, clientIds, state, unusedSince }, page) {
      const filter: KeyFilter = {
        family: 'service_account_key',
        teamId: caller.principal.teamId,
        ownerId: serviceAccountId,
        clientIds,
        state,
        unusedSince,
      };
      return pageFrom(await reads.list(filter, page, clock.now()), page.size);
    },

    update: (caller, id, update, version) =>
      unitOfWork.run(async () => {
        // Locked before it is judged: otherwise somebody could disable it in between and have it enabled again.
        const key = await existing(caller, id, reads.findForUpdate);
        if (update.enabled === true && key.disabledAt !== null) {
          await gate.requireMayUse(caller, key);
        }
        return keys.update(caller, id, update, version);
      }),

    rotate: (caller, id, { overlap, delivery: wanted }) =>
      unitOfWork.run(async () => {
        const key = await existing(caller, id);
        await gate.requireMayUse(caller, key);
        const policy = await policies.policyOf(caller.principal.teamId);
        const delivery = await decideDelivery(wanted, policy, currentSecret(key).delivery);
        return keys.rotate(caller, id, { overlapSeconds: overlapSecondsOf(overlap), delivery });
      }),

    revoke: (caller, id, reason, version) =>
      unitOfWork.run(async () => {
        const key = await existing(caller, id, reads.findForUpdate);
        await keys.revokeHeld(caller, key, reason ?? 'revoked', version);
      }),
  };
}
