import type { AuditTrail } from '../domain/audit-trail';
import { abandonedButInUse } from '../creations/abandoned-failures';
import { ABANDONED_REPLACED, type Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { invalidField, notFound } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { NAMED_SORT_VALUES } from '../domain/named-sort-values';
import { sortedPageFrom, type Page, type PageRequest } from '../domain/page';
import { requireNoEscalation, type TeamCaller } from '../domain/principal';
import { isAsCreated, requireVersion, type ExpectedVersion } from '../domain/version';
import type { Key } from '../keys/key';
import type { KeyService } from '../keys/key-service';
import type { Role } from '../roles/role';
import type { RoleDirectory } from '../roles/role-directory';
import { roleSet, sameRoles, serviceAccountSnapshot, type ServiceAccount } from './service-account';
import type {
  ServiceAccountChange,
  ServiceAccountFilter,
  ServiceAccountStore,
} from './service-account-store';

export interface NewServiceAccountRequest {
  readonly name: string;
  readonly description: string | null;
  readonly roleIds: readonly string[];
  readonly enabled: boolean;
}

export interface ServiceAccountUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly roleIds?: readonly string[] | undefined;
  readonly enabled?: boolean | undefined;
}

/** An account, and how many active keys a change of it affects immediately (S4). */
export interface CountedServiceAccount {
  readonly account: ServiceAccount;
  readonly activeKeyCount: number;
}

export interface ServiceAccountDeletion {
  readonly dryRun: boolean;
  readonly account: ServiceAccount;
  /** Every key that the deletion revokes, with its last use, so the caller sees what breaks. */
  readonly keys: readonly Key[];
}

export interface ServiceAccountService {
  /** @throws Failure `not_found` for a role, `role_escalation` */
  create(caller: TeamCaller, request: NewServiceAccountRequest): Promise<CountedServiceAccount>;
  get(caller: TeamCaller, id: string): Promise<CountedServiceAccount>;
  list(
    caller: TeamCaller,
    filter: ServiceAccountFilter,
    page: PageRequest,
  ): Promise<Page<CountedServiceAccount & { id: string }>>;
  update(
    caller: TeamCaller,
    id: string,
    update: ServiceAccountUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<CountedServiceAccount>;
  delete(
    caller: TeamCaller,
    id: string,
    options: { dryRun: boolean; expectedVersion?: ExpectedVersion | undefined },
  ): Promise<ServiceAccountDeletion>;
}

/** What this slice needs to know about keys. */
export interface AccountKeys {
  unrevokedOf(ownerId: string): Promise<readonly Key[]>;
  lockUnrevokedOf(ownerId: string): Promise<readonly Key[]>;
  countActive(ownerIds: readonly string[], now: Date): Promise<ReadonlyMap<string, number>>;
}

export function createServiceAccountService(dependencies: {
  store: ServiceAccountStore;
  accountKeys: AccountKeys;
  keys: Pick<KeyService, 'revokeAllOf'>;
  roles: RoleDirectory;
  unitOfWork: UnitOfWork;
  clock: Clock;
  ids: Ids;
  audit: AuditTrail;
  creations: Creations;
}): ServiceAccountService {
  const { store, accountKeys, keys, roles, unitOfWork, clock, ids, audit, creations } =
    dependencies;

  async function counted(account: ServiceAccount): Promise<CountedServiceAccount> {
    const counts = await accountKeys.countActive([account.id], clock.now());
    return { account, activeKeyCount: counts.get(account.id) ?? 0 };
  }

  async function existing(teamId: string, id: string): Promise<ServiceAccount> {
    const account = await store.find(teamId, id);
    if (account === undefined) throw notFound('service account');
    return account;
  }

  async function locked(teamId: string, id: string): Promise<ServiceAccount> {
    const account = await store.findForUpdate(teamId, id);
    if (account === undefined) throw notFound('service account');
    return account;
  }

  /** @throws Failure `invalid_request` naming the first role that does not exist */
  async function rolesNamed(teamId: string, roleIds: readonly string[]) {
    const found = await roles.find(teamId, roleIds);
    const missing = roleIds.findIndex((id) => !found.some((role) => role.id === id));
    if (missing >= 0) {
      const message = `The role ${roleIds[missing]} does not exist in this team.`;
      throw invalidField(`/role_ids/${missing}`, 'unknown_role', message);
    }
    return found;
  }

  /**
   * Enabling grants all of an account's roles. Changing them grants the new ones.
   * @param asked the roles in the order of the request, so that errors can point to one
   */
  async function requireMayGrant(
    caller: TeamCaller,
    account: ServiceAccount,
    change: ServiceAccountChange,
    asked: readonly string[] = [],
  ): Promise<void> {
    const held = account.roles.map((role) => role.id);
    const wanted = await rolesNamed(account.teamId, change.roleIds === undefined ? held : asked);
    const granted =
      change.disabledAt === null ? wanted : wanted.filter((role) => !held.includes(role.id));
    requireNoEscalation(
      caller,
      granted.flatMap((role) => role.permissions),
      change.roleIds === undefined ? () => '/enabled' : pointerOfRole(asked, granted),
    );
  }

  async function remove(caller: TeamCaller, account: ServiceAccount, reason: string) {
    const dependents = await store.dependentIdsOf(account.id);
    await keys.revokeAllOf(caller, account.id, reason);
    await store.delete(account.id);
    await creations.forget([account.id, ...dependents]);
    await audit.record(caller, {
      action: 'service_account.deleted',
      target: { kind: 'service_account', id: account.id },
      before: serviceAccountSnapshot(account),
    });
  }

  /**
   * Deletes abandoned accounts with everything that an interrupted run created for them.
   * @throws Failure `abandoned_creation` if somebody has changed one, or if one has a key or a federated
   * identity that somebody else created
   */
  async function removeAbandoned(caller: TeamCaller, ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const account = await store.findForUpdate(caller.principal.teamId, id);
      if (account === undefined) continue;
      // Keys are locked before creations, in the order in which uses are written.
      const onIt = await accountKeys.lockUnrevokedOf(id);
      const dependents = await store.dependentIdsOf(id);
      const unrecorded = await creations.lockUnrecorded([id, ...dependents]);
      if (!unrecorded.has(id)) continue;
      const isInUse = !isAsCreated(account) || !onIt.every((key) => isAsCreated(key) && !key.used);
      if (isInUse || !(await creations.areAbandoned(caller, dependents))) {
        throw abandonedButInUse('service_account', id);
      }
      await remove(caller, account, ABANDONED_REPLACED);
    }
  }

  return {
    create: (caller, request) =>
      unitOfWork.run(async () => {
        const { teamId, id: createdBy } = caller.principal;
        const granted = await rolesNamed(teamId, request.roleIds);
        requireNoEscalation(
          caller,
          granted.flatMap((role) => role.permissions),
          pointerOfRole(request.roleIds, granted),
        );
        const abandoned = await creations.replaceable(caller, 'service_account', request);
        await removeAbandoned(caller, abandoned);
        const now = clock.now();
        const id = ids.next('service_account');
        await store.insert({
          id,
          teamId,
          name: request.name,
          description: request.description,
          roleIds: roleSet(request.roleIds),
          disabledAt: request.enabled ? null : now,
          createdAt: now,
          createdBy,
        });
        await creations.remember(caller, 'service_account', request, id);
        const account = await existing(teamId, id);
        await audit.record(caller, {
          action: 'service_account.created',
          target: { kind: 'service_account', id },
          after: serviceAccountSnapshot(account),
        });
        return { account, activeKeyCount: 0 };
      }),

    get: async (caller, id) => counted(await existing(caller.principal.teamId, id)),

    async list(caller, filter, page) {
      const rows = await store.list(caller.principal.teamId, filter, page);
      const { items, next } = sortedPageFrom(rows, page, NAMED_SORT_VALUES);
      const counts = await accountKeys.countActive(
        items.map((account) => account.id),
        clock.now(),
      );
      return {
        items: items.map((account) => ({
          id: account.id,
          account,
          activeKeyCount: counts.get(account.id) ?? 0,
        })),
        next,
      };
    },

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const { teamId } = caller.principal;
        const account = await locked(teamId, id);
        requireVersion(account.version, expectedVersion);
        const change = decideChange(account, update, clock.now());
        if (Object.keys(change).length === 0) return counted(account);
        await requireMayGrant(caller, account, change, update.roleIds);
        await store.update(id, change);
        const updated = await existing(teamId, id);
        await audit.record(caller, {
          action: 'service_account.updated',
          target: { kind: 'service_account', id },
          before: serviceAccountSnapshot(account),
          after: serviceAccountSnapshot(updated),
        });
        return counted(updated);
      }),

    delete: (caller, id, { dryRun, expectedVersion }) =>
      unitOfWork.run(async () => {
        const account = await locked(caller.principal.teamId, id);
        requireVersion(account.version, expectedVersion);
        const deletion = { dryRun, account, keys: await accountKeys.unrevokedOf(id) };
        if (!dryRun) await remove(caller, account, 'service_account_deleted');
        return deletion;
      }),
  };
}

/**
 * Only the fields that differ. Enabling and changing roles grant permissions, so the caller is checked for
 * escalation.
 */
function decideChange(
  account: ServiceAccount,
  update: ServiceAccountUpdate,
  now: Date,
): ServiceAccountChange {
  const { name, description, roleIds, enabled } = update;
  return {
    ...(name !== undefined && name !== account.name && { name }),
    ...(description !== undefined && description !== account.description && { description }),
    ...(roleIds !== undefined && !sameRoles(account, roleIds) && { roleIds: roleSet(roleIds) }),
    ...(enabled !== undefined &&
      enabled !== (account.disabledAt === null) && { disabledAt: enabled ? null : now }),
  };
}

/** The first role of the request that grants a permission. */
const pointerOfRole =
  (roleIds: readonly string[], roles: readonly Pick<Role, 'id' | 'permissions'>[]) =>
  (permission: string): string => {
    const granting = roles.filter(({ permissions }) => permissions.includes(permission));
    return `/role_ids/${roleIds.findIndex((id) => granting.some((role) => role.id === id))}`;
  };
