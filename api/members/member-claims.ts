import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import { grantOfTeamRole } from '../domain/permission';
import type { Caller, CallerCredential } from '../domain/principal';
import type { Person } from '../people/person';
import { memberSnapshot, type Member } from './member';
import { isInvitationOpen } from './member-rules';
import type { MemberStore } from './member-store';

/** How somebody claims a member: their session, and where they are. */
export interface Claimant extends Pick<Caller, 'requestId' | 'ip'> {
  readonly person: Person;
  readonly credential: CallerCredential;
}

/**
 * Which members a person is. Anybody who may invite can write any address, so an address alone makes nobody a
 * member: the person says which ones they are.
 */
export interface MemberClaims {
  /**
   * Members with the address of the person whom the person has not claimed: active ones, and those with an
   * open invitation. In order of ID.
   */
  claimable(email: string): Promise<readonly Member[]>;
  /** The members who are the person already, or could be. */
  reachable(email: string): Promise<readonly Member[]>;
  /**
   * If the person is not a member yet and only one member has their address, the person becomes that
   * member, because there is nothing to choose. Joins the unit of work.
   */
  claimOnly(claimant: Claimant): Promise<void>;
  /**
   * Accepts the invitation, if the member has not joined yet.
   * @throws Failure `not_found`
   */
  claim(claimant: Claimant, memberId: string): Promise<void>;
}

export function createMemberClaims(dependencies: {
  readonly store: MemberStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly isSuspended: (teamId: string) => Promise<boolean>;
}): MemberClaims {
  const { store, unitOfWork, clock, audit, isSuspended } = dependencies;

  async function reachable(email: string): Promise<readonly Member[]> {
    const now = clock.now();
    const found: Member[] = [];
    for (const member of await store.findAllByEmail(email.toLowerCase())) {
      if (member.status !== 'active' && !isInvitationOpen(member, now)) continue;
      if (!(await isSuspended(member.teamId))) found.push(member);
    }
    return found;
  }

  async function claimable(email: string): Promise<readonly Member[]> {
    return (await reachable(email)).filter(({ personId }) => personId === null);
  }

  async function link(claimant: Claimant, { id, teamId }: Member): Promise<void> {
    await store.lockOwners(teamId);
    const member = await store.findForUpdate(teamId, id);
    if (member === undefined || member.personId !== null) throw notFound('member');
    const joins = member.status === 'invited';
    if (joins && !isInvitationOpen(member, clock.now())) throw notFound('member');
    await store.update(id, {
      personId: claimant.person.id,
      ...(joins && {
        status: 'active' as const,
        invitationHash: null,
        invitationExpiresAt: null,
      }),
    });
    await audit.record(claimantCaller(claimant, member), {
      action: joins ? 'member.joined' : 'member.claimed',
      target: { kind: 'member', id, teamId },
      before: memberSnapshot(member),
      after: memberSnapshot({ ...member, status: 'active' }),
    });
  }

  return {
    reachable,
    claimable,
    claimOnly: (claimant) =>
      unitOfWork.run(async () => {
        if ((await store.findOfPerson(claimant.person.id)).length > 0) return;
        const [only, ...others] = await claimable(claimant.person.email);
        if (only !== undefined && others.length === 0) await link(claimant, only);
      }),
    claim: (claimant, memberId) =>
      unitOfWork.run(async () => {
        const wanted = (await claimable(claimant.person.email)).find(({ id }) => id === memberId);
        if (wanted === undefined) throw notFound('member');
        await link(claimant, wanted);
      }),
  };
}

/** The claimant, acting as the member already. */
export function claimantCaller({ credential, requestId, ip }: Claimant, member: Member): Caller {
  const { id, name, teamId, teamRole } = member;
  const grant = grantOfTeamRole(teamRole);
  const principal = { kind: 'member', id, name, teamId, teamRole, grant, credential } as const;
  return { principal, requestId, ip, stack: null, run: null };
}
