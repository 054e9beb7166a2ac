import { createSimpleObjects, type SimpleObjectDependencies } from '../creations/simple-objects';
import type { UnitOfWork } from '../database/unit-of-work';
import { Failure } from '../domain/failure';
import { NAMED_SORT_VALUES } from '../domain/named-sort-values';
import { sortedPageFrom, type Page, type PageRequest } from '../domain/page';
import { requireNoEscalation, type TeamCaller } from '../domain/principal';
import type { ExpectedVersion } from '../domain/version';
import { permissionSet, roleSnapshot, type Role } from './role';
import type { RoleChange, RoleFilter, RoleStore } from './role-store';
import type { RoleUsage } from './role-usage';

export interface NewRole {
  readonly name: string;
  readonly description: string | null;
  readonly permissions: readonly string[];
}

export interface RoleUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly permissions?: readonly string[] | undefined;
}

export interface CountedRole extends Role {
  readonly serviceAccountCount: number;
}

export interface UpdatedRole extends CountedRole {
  /** Active keys of the service accounts with this role: the keys that the change affects. */
  readonly affectedActiveKeys: number;
}

export interface RoleService {
  list(caller: TeamCaller, filter: RoleFilter, page: PageRequest): Promise<Page<CountedRole>>;
  find(caller: TeamCaller, id: string): Promise<CountedRole>;
  /** @throws Failure `role_escalation` */
  create(caller: TeamCaller, request: NewRole): Promise<CountedRole>;
  /** @throws Failure `role_escalation` if it adds a permission that the caller lacks */
  update(
    caller: TeamCaller,
    id: string,
    update: RoleUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<UpdatedRole>;
  /** @throws Failure `role_in_use` */
  delete(caller: TeamCaller, id: string, expectedVersion?: ExpectedVersion): Promise<void>;
}

export interface RoleServiceDependencies extends SimpleObjectDependencies {
  readonly store: RoleStore;
  readonly unitOfWork: UnitOfWork;
  readonly usage: RoleUsage;
}

export function createRoleService(dependencies: RoleServiceDependencies): RoleService {
  const { store, unitOfWork, usage } = dependencies;
  const roles = createSimpleObjects({
    ...dependencies,
    kind: 'role',
    snapshot: roleSnapshot,
    // An account of the interrupted run has the role. The apply creates that account again next,
    // and the two are equal only if this role stays.
    async usedAmong(abandoned) {
      const counts = await usage.accountCounts(abandoned.map(({ id }) => id));
      return new Set(counts.keys());
    },
  });

  async function accountCount(id: string): Promise<number> {
    return (await usage.accountCounts([id])).get(id) ?? 0;
  }

  async function counted(role: Role): Promise<CountedRole> {
    return { ...role, serviceAccountCount: await accountCount(role.id) };
  }

  async function requireUnused({ id, name }: Role): Promise<void> {
    const count = await accountCount(id);
    if (count === 0) return;
    throw new Failure(
      'role_in_use',
      `${count} service account${count === 1 ? ' has' : 's have'} the role ` +
        `"${name}". Remove the role from them first.`,
    );
  }

  return {
    async list({ principal }, filter, page) {
      const rows = await store.list(principal.teamId, filter, page);
      const { items, next } = sortedPageFrom(rows, page, NAMED_SORT_VALUES);
      const counts = await usage.accountCounts(items.map(({ id }) => id));
      const withCount = (role: Role) => ({
        ...role,
        serviceAccountCount: counts.get(role.id) ?? 0,
      });
      return { items: items.map(withCount), next };
    },

    find: async (caller, id) => counted(await roles.find(caller, id)),

    create: (caller, request) =>
      unitOfWork.run(async () => {
        const body = { ...request, permissions: permissionSet(request.permissions) };
        requireNoEscalation(caller, body.permissions, pointerIn(request.permissions));
        return counted(
          await roles.create(caller, body, (role, created) => ({ ...role, ...created })),
        );
      }),

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const { object, isChanged } = await roles.update(caller, id, expectedVersion, (role) => {
          const change = decideRoleChange(role, update);
          requireMayAdd(caller, role, change, update);
          return change;
        });
        const affectedActiveKeys = isChanged ? await usage.activeKeyCount(id) : 0;
        return { ...(await counted(object)), affectedActiveKeys };
      }),

    delete: (caller, id, expectedVersion) =>
      unitOfWork.run(() => roles.delete(caller, id, expectedVersion, requireUnused)),
  };
}

/** @throws Failure `role_escalation` */
function requireMayAdd(
  caller: TeamCaller,
  role: Role,
  change: RoleChange,
  asked: RoleUpdate,
): void {
  const held = new Set(role.permissions);
  const added = (change.permissions ?? []).filter((permission) => !held.has(permission));
  requireNoEscalation(caller, added, pointerIn(asked.permissions ?? []));
}

/** Only the fields that differ. The same permissions in another order change nothing. */
function decideRoleChange(role: Role, { name, description, permissions }: RoleUpdate): RoleChange {
  const wanted = permissions && permissionSet(permissions);
  return {
    ...(name !== undefined && name !== role.name && { name }),
    ...(description !== undefined && description !== role.description && { description }),
    ...(wanted !== undefined &&
      wanted.join() !== role.permissions.join() && { permissions: wanted }),
  };
}

/** The permissions in the order of the request. A role stores them sorted. */
const pointerIn = (permissions: readonly string[]) => (permission: string) =>
  `/permissions/${permissions.indexOf(permission)}`;
