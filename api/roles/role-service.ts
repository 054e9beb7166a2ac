import type { AuditTrail } from '../domain/audit-trail';
import { abandonedButInUse } from '../creations/abandoned-failures';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import { requireNoEscalation, type TeamCaller } from '../domain/principal';
import { isAsCreated, requireVersion, type ExpectedVersion } from '../domain/version';
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
  /** @throws Failure `role_escalation` if it adds what the caller lacks */
  update(
    caller: TeamCaller,
    id: string,
    update: RoleUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<UpdatedRole>;
  /** @throws Failure `role_in_use` */
  delete(caller: TeamCaller, id: string, expectedVersion?: ExpectedVersion): Promise<void>;
}

export interface RoleServiceDependencies {
  readonly store: RoleStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
  readonly usage: RoleUsage;
}

export function createRoleService(dependencies: RoleServiceDependencies): RoleService {
  const { store, unitOfWork, clock, ids, audit, creations, usage } = dependencies;

  async function locked({ principal }: TeamCaller, id: string): Promise<Role> {
    const [role] = await store.findForUpdate(principal.teamId, [id]);
    if (role === undefined) throw notFound('role');
    return role;
  }

  async function withCounts(roles: readonly Role[]): Promise<CountedRole[]> {
    const counts = await usage.accountCounts(roles.map(({ id }) => id));
    return roles.map((role) => ({ ...role, serviceAccountCount: counts.get(role.id) ?? 0 }));
  }

  async function existing({ principal }: TeamCaller, id: string): Promise<CountedRole> {
    const role = await store.find(principal.teamId, id);
    const [counted] = await withCounts(role === undefined ? [] : [role]);
    if (counted === undefined) throw notFound('role');
    return counted;
  }

  async function erase(caller: TeamCaller, role: Role): Promise<void> {
    await store.delete(role.id);
    await creations.forget([role.id]);
    await audit.record(caller, {
      action: 'role.deleted',
      target: { kind: 'role', id: role.id },
      before: roleSnapshot(role),
    });
  }

  /**
   * Deletes abandoned roles that no service account has.
   * @returns a role that an account has
   * @throws Failure `abandoned_creation` if somebody has changed one
   */
  async function eraseUnused(
    caller: TeamCaller,
    abandonedIds: readonly string[],
  ): Promise<Role | undefined> {
    const locked = await store.findForUpdate(caller.principal.teamId, abandonedIds);
    const unrecorded = await creations.lockUnrecorded(locked.map(({ id }) => id));
    const abandoned = locked.filter(({ id }) => unrecorded.has(id));
    const changed = abandoned.find((role) => !isAsCreated(role));
    if (changed !== undefined) throw abandonedButInUse('role', changed.id);
    const counts = await usage.accountCounts(abandonedIds);
    for (const role of abandoned) if (!counts.has(role.id)) await erase(caller, role);
    return abandoned.find((role) => counts.has(role.id));
  }

  return {
    async list({ principal }, filter, page) {
      const { items, next } = pageFrom(await store.list(principal.teamId, filter, page), page.size);
      return { items: await withCounts(items), next };
    },

    find: existing,

    create: (caller, request) =>
      unitOfWork.run(async () => {
        const body = { ...request, permissions: permissionSet(request.permissions) };
        requireNoEscalation(caller, body.permissions, pointerIn(request.permissions));
        const held = await eraseUnused(caller, await creations.replaceable(caller, 'role', body));
        if (held !== undefined) {
          // An account of the interrupted run has the role. Only with this role does it equal the account
          // that the apply creates next.
          await creations.takeOver(caller, held.id);
          return existing(caller, held.id);
        }
        const role: Role = {
          ...body,
          id: ids.next('role'),
          teamId: caller.principal.teamId,
          createdAt: clock.now(),
          createdBy: caller.principal.id,
          version: 1,
        };
        await store.insert(role);
        await creations.remember(caller, 'role', body, role.id);
        await audit.record(caller, {
          action: 'role.created',
          target: { kind: 'role', id: role.id },
          after: roleSnapshot(role),
        });
        return { ...role, serviceAccountCount: 0 };
      }),

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const role = await locked(caller, id);
        requireVersion(role.version, expectedVersion);
        const change = decideRoleChange(role, update);
        const held = new Set(role.permissions);
        requireNoEscalation(
          caller,
          (change.permissions ?? []).filter((permission) => !held.has(permission)),
          pointerIn(update.permissions ?? []),
        );
        const touches = Object.keys(change).length > 0;
        if (touches) await store.update(id, change);
        const updated = await existing(caller, id);
        if (touches) {
          await audit.record(caller, {
            action: 'role.updated',
            target: { kind: 'role', id },
            before: roleSnapshot(role),
            after: roleSnapshot(updated),
          });
        }
        const affectedActiveKeys = touches ? await usage.activeKeyCount(id) : 0;
        return { ...updated, affectedActiveKeys };
      }),

    delete: (caller, id, expectedVersion) =>
      unitOfWork.run(async () => {
        const role = await locked(caller, id);
        requireVersion(role.version, expectedVersion);
        const count = (await usage.accountCounts([id])).get(id) ?? 0;
        if (count > 0) {
          throw new Failure(
            'role_in_use',
            `${count} service account${count === 1 ? ' has' : 's have'} the role ` +
              `"${role.name}". Remove the role from them first.`,
          );
        }
        await erase(caller, role);
      }),
  };
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

/** In the order of the request. A role stores them sorted. */
const pointerIn = (permissions: readonly string[]) => (permission: string) =>
  `/permissions/${permissions.indexOf(permission)}`;
