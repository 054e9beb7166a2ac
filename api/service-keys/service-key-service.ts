import type { AuditTrail } from '../domain/audit-trail';
import type { CatalogDirectory } from '../catalog/catalog-directory';
import { abandonedButInUse } from '../creations/abandoned-failures';
import { ABANDONED_REPLACED, type Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound, within } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { NAMED_SORT_VALUES } from '../domain/named-sort-values';
import { sortedPageFrom, type Page, type PageRequest } from '../domain/page';
import { lineageOf, requirePermission, type TeamCaller } from '../domain/principal';
import { isAsCreated, requireVersion, type ExpectedVersion } from '../domain/version';
import type { NewKeyRequest } from '../keys/family/key-family';
import type { KeyIssuer } from '../keys/family/key-issuer';
import type { IssuedKey, KeyService } from '../keys/key-service';
import type { MemberDirectory } from '../members/member-directory';
import type { Notices } from '../notifications/notices';
import type { WalletDirectory } from '../wallets/wallet-directory';
import { assignmentNotices } from './assignment-notice';
import {
  assignmentChange,
  isVisibleTo,
  requireAllPresent,
  requirePaid,
  requireUnrevoked,
  seesOnlyOwn,
  serviceKeySnapshot,
  type EnabledService,
  type ServiceKey,
  type ServiceKeyPlan,
} from './service-key';
import { everyFreeService } from './service-key-directory';
import type { ServiceKeyChange, ServiceKeyFilter, ServiceKeyStore } from './service-key-store';
import { tokenOwner, type TokenLocks } from './token-owner';
import { decideServices } from './service-policy';
import { acceptanceOf, type CurrentTerms } from './terms';

export interface NewServiceKeyRequest {
  readonly plan: ServiceKeyPlan;
  readonly name: string;
  readonly description: string | null;
  /** The version of the terms that are accepted. */
  readonly acceptTerms: string | undefined;
  readonly memberIds: readonly string[];
  readonly notify: boolean;
  readonly services: readonly EnabledService[];
  /** If absent, the key has no tokens at first. */
  readonly sharedToken?: NewKeyRequest | undefined;
}

export interface ServiceKeyUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly memberIds?: readonly string[] | undefined;
  readonly notify?: boolean | undefined;
  readonly services?: readonly EnabledService[] | undefined;
}

export interface CreatedServiceKey {
  readonly serviceKey: ServiceKey;
  readonly token: IssuedKey | null;
}

export interface ServiceKeyService {
  /** @throws Failure `free_key_exists`, `terms_not_accepted`, `insufficient_permissions` */
  create(caller: TeamCaller, request: NewServiceKeyRequest): Promise<CreatedServiceKey>;
  get(caller: TeamCaller, id: string): Promise<ServiceKey>;
  list(
    caller: TeamCaller,
    filter: Omit<ServiceKeyFilter, 'memberId'>,
    page: PageRequest,
  ): Promise<Page<ServiceKey>>;
  /** @throws Failure `free_key_fixed`, `key_revoked`, `precondition_failed` */
  update(
    caller: TeamCaller,
    id: string,
    update: ServiceKeyUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<ServiceKey>;
  /** Ends the key and all its tokens. @throws Failure `free_key_fixed` */
  revoke(caller: TeamCaller, id: string, reason?: string, version?: ExpectedVersion): Promise<void>;
}

export interface ServiceKeyServiceDependencies {
  readonly store: ServiceKeyStore;
  readonly tokens: Pick<KeyIssuer, 'issue'>;
  readonly keys: Pick<KeyService, 'revokeAllOn'>;
  readonly reads: TokenLocks;
  readonly catalog: CatalogDirectory;
  readonly wallets: WalletDirectory;
  readonly members: Pick<MemberDirectory, 'lock'>;
  readonly notices: Notices;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
  readonly terms: CurrentTerms;
}

export function createServiceKeyService(
  dependencies: ServiceKeyServiceDependencies,
): ServiceKeyService {
  const { store, tokens, keys, reads, catalog, members, notices } = dependencies;
  const { unitOfWork, clock, ids, audit, creations, terms } = dependencies;

  async function withServices(key: ServiceKey): Promise<ServiceKey> {
    if (key.plan === 'paid') return key;
    return { ...key, services: everyFreeService(await catalog.freeServices()) };
  }

  async function existing(teamId: string, id: string): Promise<ServiceKey> {
    const key = await store.find(teamId, id);
    if (key === undefined) throw notFound('service key');
    return withServices(key);
  }

  async function locked(teamId: string, id: string): Promise<ServiceKey> {
    const key = await store.findForUpdate(teamId, id);
    if (key === undefined) throw notFound('service key');
    return withServices(key);
  }

  /**
   * Locked before the key, as leaving a team does. An invited member has no credentials to act with yet.
   */
  async function heldMembers(teamId: string, wanted: readonly string[]): Promise<string[]> {
    const memberIds = [...new Set(wanted)].sort();
    const held = await members.lock(teamId, memberIds);
    const present = held.filter(({ status }) => status !== 'left').map(({ id }) => id);
    requireAllPresent(wanted, present);
    return memberIds;
  }

  async function revokeKey(caller: TeamCaller, key: ServiceKey, reason: string): Promise<void> {
    const revoked = {
      revokedAt: clock.now(),
      revokedBy: caller.principal.id,
      revokedReason: reason,
    };
    await store.update(key.id, revoked);
    await keys.revokeAllOn(caller, key.id, reason);
    await creations.forget([key.id]);
    await audit.record(caller, {
      action: 'service_key.revoked',
      target: { kind: 'service_key', id: key.id },
      before: serviceKeySnapshot(key),
      after: serviceKeySnapshot({ ...key, ...revoked }),
    });
  }

  /** @throws Failure `abandoned_creation` if somebody has changed it, or created a token of it */
  async function revokeAbandoned(caller: TeamCaller, id: string): Promise<void> {
    const key = await store.findForUpdate(caller.principal.teamId, id);
    if (key === undefined || key.revokedAt !== null) return;
    // Tokens are locked before creations, in the order in which uses are written.
    const onIt = await reads.lockUnrevokedOn(id);
    const tokenIds = onIt.map((token) => token.id);
    const unrecorded = await creations.lockUnrecorded([id, ...tokenIds]);
    if (!unrecorded.has(id)) return;
    const isInUse = !isAsCreated(key) || !onIt.every((token) => isAsCreated(token) && !token.used);
    if (isInUse || !(await creations.areAbandoned(caller, tokenIds))) {
      throw abandonedButInUse('service_key', id);
    }
    await revokeKey(caller, key, ABANDONED_REPLACED);
  }

  async function reassign(
    caller: TeamCaller,
    before: ServiceKey,
    after: ServiceKey,
    notify: boolean,
  ): Promise<void> {
    const change = assignmentChange(before.memberIds, after.memberIds);
    const revoked = new Map<string, number>();
    for (const memberId of change.unassigned) {
      revoked.set(memberId, await keys.revokeAllOn(caller, after.id, 'unassigned', memberId));
    }
    if (!notify) return;
    for (const notice of assignmentNotices(after, change, revoked)) await notices.send(notice);
  }

  return {
    create: (caller, request) =>
      unitOfWork.run(async () => {
        const { teamId, id: createdBy } = caller.principal;
        if (request.plan === 'free') {
          const message = 'Every team already has its one free service key. Create a paid one.';
          throw new Failure('free_key_exists', message, {
            errors: [{ pointer: '/plan', code: 'free_key_exists', message }],
          });
        }
        if (request.sharedToken) requirePermission(caller, 'service_key_tokens.manage');
        const acceptance = { version: request.acceptTerms, by: createdBy, at: clock.now() };
        const accepted = acceptanceOf(terms.current(), acceptance);
        const memberIds = await heldMembers(teamId, request.memberIds);
        const services = await decideServices(teamId, request.services, dependencies);
        for (const id of await creations.replaceable(caller, 'service_key', request)) {
          await revokeAbandoned(caller, id);
        }
        const now = clock.now();
        const serviceKey: ServiceKey = {
          id: ids.next('service_key'),
          teamId,
          plan: request.plan,
          name: request.name,
          description: request.description,
          terms: accepted,
          memberIds,
          services,
          revokedAt: null,
          revokedBy: null,
          revokedReason: null,
          createdAt: now,
          createdBy,
          createdByKey: lineageOf(caller.principal),
          version: 1,
        };
        await store.insert(serviceKey);
        await creations.remember(caller, 'service_key', request, serviceKey.id);
        await audit.record(caller, {
          action: 'service_key.created',
          target: { kind: 'service_key', id: serviceKey.id },
          after: serviceKeySnapshot(serviceKey),
        });
        const { sharedToken, notify } = request;
        const token =
          sharedToken === undefined
            ? null
            : await within('/shared_token', () =>
                tokens.issue(
                  caller,
                  { ...tokenOwner(caller, serviceKey, 'shared'), terms: accepted },
                  sharedToken,
                ),
              );
        if (token !== null) {
          await creations.remember(caller, 'token', { serviceKeyId: serviceKey.id }, token.key.id);
        }
        await reassign(caller, { ...serviceKey, memberIds: [] }, serviceKey, notify);
        return { serviceKey, token };
      }),

    async get(caller, id) {
      const key = await existing(caller.principal.teamId, id);
      if (!isVisibleTo(key, caller)) throw notFound('service key');
      return key;
    },

    async list(caller, filter, page) {
      const memberId = seesOnlyOwn(caller) ? caller.principal.id : undefined;
      const rows = await store.list(caller.principal.teamId, { ...filter, memberId }, page);
      const { items, next } = sortedPageFrom(rows, page, NAMED_SORT_VALUES);
      return { items: await Promise.all(items.map(withServices)), next };
    },

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const { teamId } = caller.principal;
        const memberIds = update.memberIds && (await heldMembers(teamId, update.memberIds));
        const key = await locked(teamId, id);
        requireVersion(key.version, expectedVersion);
        requireUnrevoked(key);
        if (update.services !== undefined) {
          requirePaid(
            key,
            'The services of the free service key cannot be changed: it always has every free ' +
              'service.',
          );
        }
        const services =
          update.services && (await decideServices(teamId, update.services, dependencies));
        const change = decideChange(key, { ...update, memberIds, services });
        if (Object.keys(change).length === 0) return key;
        await store.update(id, change);
        const updated = await existing(teamId, id);
        await audit.record(caller, {
          action: 'service_key.updated',
          target: { kind: 'service_key', id },
          before: serviceKeySnapshot(key),
          after: serviceKeySnapshot(updated),
        });
        await reassign(caller, key, updated, update.notify === true);
        return updated;
      }),

    revoke: (caller, id, reason, expectedVersion) =>
      unitOfWork.run(async () => {
        const key = await locked(caller.principal.teamId, id);
        requireVersion(key.version, expectedVersion);
        requirePaid(key, 'The free key of a team cannot be revoked. Revoke its tokens instead.');
        if (key.revokedAt === null) await revokeKey(caller, key, reason ?? 'revoked');
      }),
  };
}

/** Only the fields that differ. */
function decideChange(key: ServiceKey, update: ServiceKeyUpdate): ServiceKeyChange {
  const { name, description, memberIds, services } = update;
  const differs = (a: unknown, b: unknown) => JSON.stringify(a) !== JSON.stringify(b);
  return {
    ...(name !== undefined && name !== key.name && { name }),
    ...(description !== undefined && description !== key.description && { description }),
    ...(memberIds !== undefined && differs(memberIds, key.memberIds) && { memberIds }),
    ...(services !== undefined && differs(services, key.services) && { services }),
  };
}
