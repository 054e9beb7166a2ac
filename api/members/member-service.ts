import type { AuditTrail } from '../domain/audit-trail';
import { abandonedButInUse } from '../creations/abandoned-failures';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure, notFound } from '../domain/failure';
import type { Ids } from '../domain/ids';
import { NAMED_SORT_VALUES } from '../domain/named-sort-values';
import { sortedPageFrom, type Page, type PageRequest } from '../domain/page';
import type { TeamRole } from '../domain/permission';
import {
  requireMayGrantTeamRole,
  requirePermission,
  type Caller,
  type TeamCaller,
} from '../domain/principal';
import { requireVersion, type ExpectedVersion } from '../domain/version';
import type { KeyRevoker, WorkingKeys } from './application-key-ports';
import type { AcceptInvitation } from './invitation-acceptance';
import { drawInvitation, invitationHash, type Invitation } from './invitation';
import type { InvitationPost } from './invitation-post';
import { memberSnapshot, type Member } from './member';
import type { MemberDeparture } from './member-directory';
import {
  decideMemberChange,
  isStillInvitedAs,
  requireAnotherOwner,
  requireLockedOut,
  requireMayManage,
  requireNotLeft,
  requireOwner,
  type MemberUpdate,
  type WantedMember,
} from './member-rules';
import type { MemberChange, MemberFilter, MemberStore } from './member-store';
import type { Person } from './team-owners';

export interface InvitedMember {
  readonly member: Member;
  /** The token is `null` if it was mailed, because then only its reader has it. */
  readonly invitation: Pick<Invitation, 'expiresAt'> & { readonly token: string | null };
}

export interface MemberService {
  list(caller: TeamCaller, filter: MemberFilter, page: PageRequest): Promise<Page<Member>>;
  find(caller: TeamCaller, id: string): Promise<Member>;
  /** @throws Failure `role_escalation`, `email_in_use`, `rate_limited` */
  invite(caller: TeamCaller, person: Person & { teamRole: TeamRole }): Promise<InvitedMember>;
  /**
   * Creates a new token and ends the previous one. An owner may also let a member in again who has no
   * working key. Nobody acts as that member then until they accept, or prove the address again.
   * @throws Failure `invitation_accepted`, `member_left`, `insufficient_permissions`, `role_escalation`
   */
  inviteAgain(caller: TeamCaller, id: string): Promise<InvitedMember>;
  /**
   * @throws Failure `invitation_invalid`, the same for used, expired and unknown ones; `rate_limited`
   * after too many of these
   */
  accept: AcceptInvitation;
  /** @throws Failure `role_escalation`, `last_owner`, `insufficient_permissions` */
  update(
    caller: TeamCaller,
    id: string,
    update: MemberUpdate,
    expectedVersion?: ExpectedVersion,
  ): Promise<Member>;
  /** The member leaves, and their keys end. Leaving is final. */
  remove(caller: TeamCaller, id: string, expectedVersion?: ExpectedVersion): Promise<void>;
}

export interface MemberServiceDependencies {
  readonly store: MemberStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly keys: KeyRevoker & WorkingKeys;
  readonly accept: AcceptInvitation;
  readonly departures: readonly MemberDeparture[];
  readonly creations: Creations;
  /** `null` if no mail is configured. */
  readonly invitationPost: InvitationPost | null;
}

export function createMemberService(dependencies: MemberServiceDependencies): MemberService {
  const { store, unitOfWork, clock, ids, audit, keys, departures } = dependencies;
  const { creations, invitationPost, accept } = dependencies;
  const invitationMailed = invitationPost !== null;

  async function locked({ principal }: TeamCaller, id: string): Promise<Member> {
    const member = await store.findForUpdate(principal.teamId, id);
    if (member === undefined) throw notFound('member');
    return member;
  }

  async function change(
    caller: Caller,
    member: Member,
    changes: MemberChange,
    action: string,
  ): Promise<Member> {
    await store.update(member.id, changes);
    const changed = await store.find(member.teamId, member.id);
    if (changed === undefined) throw notFound('member');
    await audit.record(caller, {
      action,
      target: { kind: 'member', id: member.id, teamId: member.teamId },
      before: memberSnapshot(member),
      after: memberSnapshot(changed),
    });
    return changed;
  }

  /** Shows the token only if it cannot be mailed. */
  async function handOver(member: Member, invitation: Invitation): Promise<InvitedMember> {
    if (invitationPost === null) return { member, invitation };
    await invitationPost.send(member, invitation.token);
    return { member, invitation: { ...invitation, token: null } };
  }

  /** The person reaches the member again by accepting, or with a proof of the address. */
  async function startOver({ id }: Member): Promise<void> {
    await store.update(id, { personId: null });
    for (const departure of departures) await departure.memberStartsOver?.(id);
  }

  async function endPersonWithoutTeams({ personId }: Member): Promise<void> {
    if (personId === null || (await store.findOfPerson(personId)).length > 0) return;
    for (const departure of departures) await departure.personLeft?.(personId);
  }

  async function leave(caller: Caller, member: Member): Promise<void> {
    const left = {
      status: 'left',
      leftAt: clock.now(),
      invitationHash: null,
      invitationExpiresAt: null,
    } as const;
    await change(caller, member, left, 'member.left');
    await keys.revokeKeysOfOwner(caller, member.id, 'member_left');
    for (const departure of departures) await departure.memberLeft(caller, member);
    await endPersonWithoutTeams(member);
    await creations.forget([member.id]);
  }

  /** The invitation that was sent before ends at the same time. */
  async function inviteAnew(caller: TeamCaller, member: Member): Promise<InvitedMember> {
    const invitation = drawInvitation(clock.now());
    const { token, expiresAt } = invitation;
    const changes = {
      invitationHash: invitationHash(token),
      invitationExpiresAt: expiresAt,
      invitationMailed,
    };
    return handOver(await change(caller, member, changes, 'member.invited'), invitation);
  }

  /**
   * A member whom an interrupted run invited stays and gets another invitation: if the ID changed,
   * a group that the run created with this member would not be equal to the group that is created
   * next.
   * @throws Failure `abandoned_creation` if the member has joined or was changed meanwhile
   */
  async function takeOverAbandoned(
    caller: TeamCaller,
    ids: readonly string[],
    wanted: WantedMember,
  ): Promise<InvitedMember | undefined> {
    for (const id of ids) {
      const abandoned = await store.findForUpdate(caller.principal.teamId, id);
      if (abandoned === undefined || !(await creations.lockUnrecorded([id])).has(id)) continue;
      if (!isStillInvitedAs(abandoned, wanted)) throw abandonedButInUse('member', id);
      await creations.takeOver(caller, id);
      return inviteAnew(caller, abandoned);
    }
    return undefined;
  }

  return {
    async list({ principal }, filter, page) {
      return sortedPageFrom(
        await store.list(principal.teamId, filter, page),
        page,
        NAMED_SORT_VALUES,
      );
    },

    async find({ principal }, id) {
      const member = await store.find(principal.teamId, id);
      if (member === undefined) throw notFound('member');
      return member;
    },

    invite: (caller, { email, name, teamRole }) =>
      unitOfWork.run(async () => {
        requireMayGrantTeamRole(caller, teamRole, '/team_role');
        const { teamId } = caller.principal;
        await store.lockOwners(teamId);
        const body = { email: email.toLowerCase(), name, teamRole };
        const abandoned = await creations.replaceable(caller, 'member', body);
        const takenOver = await takeOverAbandoned(caller, abandoned, body);
        if (takenOver !== undefined) return takenOver;
        await requireFreeEmail(store, teamId, email.toLowerCase());
        const now = clock.now();
        const invitation = drawInvitation(now);
        const member: Member = {
          id: ids.next('member'),
          teamId,
          email: email.toLowerCase(),
          name,
          teamRole,
          status: 'invited',
          invitationExpiresAt: invitation.expiresAt,
          invitationMailed,
          personId: null,
          createdAt: now,
          leftAt: null,
          version: 1,
        };
        await store.insert(member, invitationHash(invitation.token));
        await creations.remember(caller, 'member', body, member.id);
        await audit.record(caller, {
          action: 'member.invited',
          target: { kind: 'member', id: member.id },
          after: memberSnapshot(member),
        });
        return handOver(member, invitation);
      }),

    inviteAgain: (caller, id) =>
      unitOfWork.run(async () => {
        await store.lockOwners(caller.principal.teamId);
        const member = await locked(caller, id);
        requireMayManage(caller, member);
        requireMayGrantTeamRole(caller, member.teamRole);
        requireNotLeft(member);
        if (member.status === 'active') {
          requireLockedOut(member, await keys.hasWorkingKey(member.teamId, member.id));
          requireOwner(caller, member);
          await startOver(member);
        }
        return inviteAnew(caller, member);
      }),

    accept,

    update: (caller, id, update, expectedVersion) =>
      unitOfWork.run(async () => {
        const owners = await store.lockOwners(caller.principal.teamId);
        const member = await locked(caller, id);
        requireMayManage(caller, member);
        requireVersion(member.version, expectedVersion);
        requireNotLeft(member);
        const changes = decideMemberChange(member, update);
        if (Object.keys(changes).length === 0) return member;
        if (changes.teamRole !== undefined) {
          requireMayGrantTeamRole(caller, changes.teamRole, '/team_role');
          requireAnotherOwner(owners, member, '/team_role');
        }
        return change(caller, member, changes, 'member.updated');
      }),

    remove: (caller, id, expectedVersion) =>
      unitOfWork.run(async () => {
        const { principal } = caller;
        const leaves = principal.id === id;
        if (!leaves || principal.narrowed) requirePermission(caller, 'members.delete');
        const owners = await store.lockOwners(principal.teamId);
        const member = await locked(caller, id);
        if (!leaves) requireMayManage(caller, member);
        requireVersion(member.version, expectedVersion);
        if (member.status === 'left') return;
        requireAnotherOwner(owners, member);
        await leave(caller, member);
      }),
  };
}

async function requireFreeEmail(store: MemberStore, teamId: string, email: string): Promise<void> {
  if ((await store.findByEmail(teamId, email)) !== undefined) {
    const message = `A member with the email address ${email} already exists in this team.`;
    throw new Failure('email_in_use', message, {
      errors: [{ pointer: '/email', code: 'email_in_use', message }],
    });
  }
}
