import type { AuditTrail } from '../domain/audit-trail';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
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
import { requireMayGrantOwn } from './application-key-gate';

export interface NewApplicationKeyRequest extends WantedExpiry {
  readonly description: string | null;
  readonly enabled: boolean;
  readonly rotation?: DeclaredRotation | null | undefined;
  readonly delivery: WantedDelivery;
}

export interface ApplicationKeyFilter {
  readonly clientIds?: readonly string[] | undefined;
  readonly state?: KeyState | undefined;
  readonly unusedSince?: Date | undefined;
}

/** A member's own keys (S1): they see, change and delete only those that they created. */
export interface ApplicationKeyService {
  create(caller: TeamCaller, request: NewApplicationKeyRequest): Promise<IssuedKey>;
  get(caller: TeamCaller, id: string): Promise<Key>;
  /** Newest first (S1). */
  list(caller: TeamCaller, filter: ApplicationKeyFilter, page: PageRequest): Promise<Page<Key>>;
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
export interface ApplicationKeyReads {
  find(id: string): Promise<Key | undefined>;
  list(filter: KeyFilter, page: PageRequest, now: Date): Promise<readonly Key[]>;
}

export function createApplicationKeyService(dependencies: {
  reads: ApplicationKeyReads;
  keys: KeyService;
  policies: TeamPolicies;
  unitOfWork: UnitOfWork;
  clock: Clock;
  audit: AuditTrail;
  creations: Creations;
}): ApplicationKeyService {
  const { reads, keys, policies, unitOfWork, clock, audit, creations } = dependencies;

  async function existing(caller: TeamCaller, id: string): Promise<Key> {
    const key = await reads.find(id);
    const own = key?.family === 'application_key' && key.ownerId === caller.principal.id;
    if (key === undefined || !own) throw notFound('application key');
    return key;
  }

  return {
    create: (caller, request) =>
      unitOfWork.run(async () => {
        const { teamId, id: ownerId, keyId } = requireMayGrantOwn(caller);
        const policy = await policies.policyOf(teamId);
        const isUnsaid = request.expiresAt === undefined && request.expiresIn === undefined;
        const wanted = isUnsaid ? { expiresAt: 'never' } : request;
        const expiresAt = (from: Date) => decideExpiry(wanted, policy, from);
        // Refused before anything is replaced.
        expiresAt(clock.now());
        const delivery = await decideDelivery(request.delivery, policy);
        const kind = 'application_key';
        const abandoned = await creations.replaceable(caller, kind, request);
        for (const id of abandoned) await keys.revokeAbandoned(caller, id);

        const issued = await keys.issue(
          { id: ownerId, keyId },
          {
            family: kind,
            teamId,
            ownerKind: 'member',
            ownerId,
            name: null,
            description: request.description,
            delivery,
            expiresAt,
            enabled: request.enabled,
            rotation: request.rotation,
          },
        );
        await creations.remember(caller, kind, request, issued.key.id);
        await audit.record(caller, {
          action: 'application_key.created',
          target: { kind, id: issued.key.id },
          after: keySnapshot(issued.key, clock.now()),
        });
        return issued;
      }),

    get: existing,

    async list(caller, { clientIds, state, unusedSince }, page) {
      const filter: KeyFilter = {
        family: 'application_key',
        teamId: caller.principal.teamId,
        ownerId: caller.principal.id,
        clientIds,
        state,
        unusedSince,
      };
      return pageFrom(await reads.list(filter, page, clock.now()), page.size);
    },

    update: (caller, id, update, version) =>
      unitOfWork.run(async () => {
        const key = await existing(caller, id);
        if (update.enabled === true && key.disabledAt !== null) requireMayGrantOwn(caller);
        return keys.update(caller, id, update, version);
      }),

    rotate: (caller, id, { overlap, delivery: wanted }) =>
      unitOfWork.run(async () => {
        const { delivery: unsaid } = currentSecret(await existing(caller, id));
        const { teamId } = requireMayGrantOwn(caller);
        const delivery = await decideDelivery(wanted, await policies.policyOf(teamId), unsaid);
        return keys.rotate(caller, id, { overlapSeconds: overlapSecondsOf(overlap), delivery });
      }),

    revoke: (caller, id, reason, version) =>
      unitOfWork.run(async () => {
        await existing(caller, id);
        await keys.revoke(caller, id, reason ?? 'revoked', version);
      }),
  };
}
