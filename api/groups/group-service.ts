import { createSimpleObjects, type SimpleObjectDependencies } from '../creations/simple-objects';
import type { UnitOfWork } from '../database/unit-of-work';
import { invalidField } from '../domain/failure';
import { NAMED_SORT_VALUES } from '../domain/named-sort-values';
import { sortedPageFrom, type Page, type PageRequest } from '../domain/page';
import type { TeamCaller } from '../domain/principal';
import type { ExpectedVersion } from '../domain/version';
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

export interface GroupServiceDependencies extends SimpleObjectDependencies {
  readonly store: GroupStore;
  readonly members: MemberDirectory;
  readonly unitOfWork: UnitOfWork;
}

export function createGroupService(dependencies: GroupServiceDependencies): GroupService {
  const { store, members, unitOfWork } = dependencies;
  const groups = createSimpleObjects({ ...dependencies, kind: 'group', snapshot: groupSnapshot });

  /** None of them can leave the team while they are added to the group. */
  async function lockMembers(
    { principal }: TeamCaller,
    memberIds: readonly string[],
  ): Promise<void> {
    if (memberIds.length === 0) return;
    const found = await members.lock(principal.teamId, memberIds);
    const present = new Set(found.filter(({ status }) => status !== 'left').map(({ id }) => id));
    const missing = memberIds.findIndex((id) => !present.has(id));
    if (missing >= 0) {
      const message = `The member ${memberIds[missing]} does not exist in this team.`;
      throw invalidField(`/member_ids/${missing}`, 'unknown_member', message);
    }
  }

  return {
    async list({ principal }, filter, page) {
      return sortedPageFrom(
        await store.list(principal.teamId, filter, page),
        page,
        NAMED_SORT_VALUES,
      );
    },

    find: groups.find,

    create: (caller, request) =>
      unitOfWork.run(async () => {
        await lockMembers(caller, request.memberIds);
        const memberIds = sortedSet(request.memberIds);
        const body = { ...request, memberIds, topics: sortedSet(request.topics) };
        return groups.create(caller, body, (group, created) => ({ ...group, ...created }));
      }),

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        // Members are locked before groups everywhere. Otherwise units of work deadlock.
        await lockMembers(caller, update.memberIds ?? []);
        const decide = (group: Group) => decideGroupChange(group, update);
        return (await groups.update(caller, id, expectedVersion, decide)).object;
      }),

    delete: (caller, id, expectedVersion) =>
      unitOfWork.run(() => groups.delete(caller, id, expectedVersion)),
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
