import type { AuditTrail } from '../domain/audit-trail';
import { abandonedButInUse } from '../creations/abandoned-failures';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { invalidField, notFound } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { pageFrom, type Page, type PageRequest } from '../domain/page';
import type { TeamCaller } from '../domain/principal';
import { isAsCreated, requireVersion, type ExpectedVersion } from '../domain/version';
import type { MemberDirectory } from '../members/member-directory';
import { groupSnapshot, sortedSet, type AlertTopic, type Group } from './group';
import type { GroupChange, GroupFilter, GroupStore } from './group-store';

export interface NewGroup {
  readonly name: string;
  readonly description: string | null;
  readonly memberIds: readonly string[];
  readonly topics: readonly AlertTopic[];
}

export interface GroupUpdate {
  readonly name?: string | undefined;
  readonly description?: string | null | undefined;
  readonly memberIds?: readonly string[] | undefined;
  readonly topics?: readonly AlertTopic[] | undefined;
}

export interface GroupService {
  list(caller: TeamCaller, filter: GroupFilter, page: PageRequest): Promise<Page<Group>>;
  find(caller: TeamCaller, id: string): Promise<Group>;
  /** @throws Failure `invalid_request` for a member who is not in the team */
  create(caller: TeamCaller, request: NewGroup): Promise<Group>;
  /** @throws Failure `invalid_request` for a member who is not in the team */
  update(
    caller: TeamCaller,
    id: string,
    update: GroupUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<Group>;
  delete(caller: TeamCaller, id: string, expectedVersion?: ExpectedVersion): Promise<void>;
}

export interface GroupServiceDependencies {
  readonly store: GroupStore;
  readonly members: MemberDirectory;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
}

export function createGroupService(dependencies: GroupServiceDependencies): GroupService {
  const { store, members, unitOfWork, clock, ids, audit, creations } = dependencies;

  async function existing({ principal }: TeamCaller, id: string): Promise<Group> {
    const group = await store.find(principal.teamId, id);
    if (group === undefined) throw notFound('group');
    return group;
  }

  async function locked({ principal }: TeamCaller, id: string): Promise<Group> {
    const [group] = await store.findForUpdate(principal.teamId, [id]);
    if (group === undefined) throw notFound('group');
    return group;
  }

  /** None of them can leave the team while they are added to the group. */
  async function lockMembers(teamId: string, memberIds: readonly string[]): Promise<void> {
    if (memberIds.length === 0) return;
    const found = await members.lock(teamId, memberIds);
    const present = new Set(found.filter(({ status }) => status !== 'left').map(({ id }) => id));
    const missing = memberIds.findIndex((id) => !present.has(id));
    if (missing >= 0) {
      const message = `The member ${memberIds[missing]} does not exist in this team.`;
      throw invalidField(`/member_ids/${missing}`, 'unknown_member', message);
    }
  }

  async function erase(caller: TeamCaller, group: Group): Promise<void> {
    await store.delete(group.id);
    await creations.forget([group.id]);
    await audit.record(caller, {
      action: 'group.deleted',
      target: { kind: 'group', id: group.id },
      before: groupSnapshot(group),
    });
  }

  /** @throws Failure `abandoned_creation` if somebody has changed one */
  async function eraseAbandoned(caller: TeamCaller, abandonedIds: readonly string[]) {
    const groups = await store.findForUpdate(caller.principal.teamId, abandonedIds);
    const unrecorded = await creations.lockUnrecorded(groups.map((group) => group.id));
    for (const group of groups) {
      if (!unrecorded.has(group.id)) continue;
      if (!isAsCreated(group)) throw abandonedButInUse('group', group.id);
      await erase(caller, group);
    }
  }

  return {
    async list({ principal }, filter, page) {
      return pageFrom(await store.list(principal.teamId, filter, page), page.size);
    },

    find: existing,

    create: (caller, request) =>
      unitOfWork.run(async () => {
        const { teamId, id: createdBy } = caller.principal;
        await lockMembers(teamId, request.memberIds);
        const memberIds = sortedSet(request.memberIds);
        const body = { ...request, memberIds, topics: sortedSet(request.topics) };
        const abandoned = await creations.replaceable(caller, 'group', body);
        await eraseAbandoned(caller, abandoned);
        const id = ids.next('group');
        const group: Group = { ...body, id, teamId, createdAt: clock.now(), createdBy, version: 1 };
        await store.insert(group);
        await creations.remember(caller, 'group', body, group.id);
        await audit.record(caller, {
          action: 'group.created',
          target: { kind: 'group', id },
          after: groupSnapshot(group),
        });
        return group;
      }),

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const { teamId } = caller.principal;
        await lockMembers(teamId, update.memberIds ?? []);
        const group = await locked(caller, id);
        requireVersion(group.version, expectedVersion);
        const change = decideGroupChange(group, update);
        if (Object.keys(change).length === 0) return group;
        await store.update(id, change);
        const updated = await existing(caller, id);
        await audit.record(caller, {
          action: 'group.updated',
          target: { kind: 'group', id },
          before: groupSnapshot(group),
          after: groupSnapshot(updated),
        });
        return updated;
      }),

    delete: (caller, id, expectedVersion) =>
      unitOfWork.run(async () => {
        const group = await locked(caller, id);
        requireVersion(group.version, expectedVersion);
        await erase(caller, group);
      }),
  };
}

/** Only the fields that differ. The same members or topics in another order change nothing. */
function decideGroupChange(group: Group, update: GroupUpdate): GroupChange {
  const { name, description } = update;
  const memberIds = update.memberIds && sortedSet(update.memberIds);
  const topics = update.topics && sortedSet(update.topics);
  return {
    ...(name !== undefined && name !== group.name && { name }),
    ...(description !== undefined && description !== group.description && { description }),
    ...(memberIds && memberIds.join() !== group.memberIds.join() && { memberIds }),
    ...(topics && topics.join() !== group.topics.join() && { topics }),
  };
}
