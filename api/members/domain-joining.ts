import type { AuditTrail } from '../domain/audit-trail';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import { memberSnapshot, type Member } from './member';
import { claimantCaller, type Claimant, type MemberClaims } from './member-claims';
import type { MemberStore } from './member-store';

/**
 * People whose address an identity provider has proved join a team because of the domain of the address. They
 * join as `user`, and only if they are in no team.
 */
export interface DomainJoining {
  /** Whether somebody with this address, who is in no team, may join the team. */
  isOpenTo(teamId: string, email: string): Promise<boolean>;
  isTeam(teamId: string): Promise<boolean>;
  /** Does nothing if the person may not join by now. Joins the unit of work. */
  join(claimant: Claimant, teamId: string): Promise<void>;
}

export function createDomainJoining(dependencies: {
  readonly store: MemberStore;
  readonly claims: Pick<MemberClaims, 'reachable'>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly isSuspended: (teamId: string) => Promise<boolean>;
}): DomainJoining {
  const { store, claims, clock, ids, audit, isSuspended } = dependencies;

  /** Every team has an active owner. */
  async function isTeam(teamId: string): Promise<boolean> {
    return (await store.findOwners(teamId)).length > 0;
  }

  /**
   * Somebody who has left the team stays out until they are invited: an owner may have removed them. An
   * invitation with another role that has expired is not accepted this way either.
   */
  async function isOpenTo(teamId: string, email: string): Promise<boolean> {
    if (!(await isTeam(teamId)) || (await isSuspended(teamId))) return false;
    if (await store.hasLeft(teamId, email)) return false;
    const present = await store.findByEmail(teamId, email);
    return present === undefined || (present.status === 'invited' && present.teamRole === 'user');
  }

  /** The member whose invitation has expired, or a new one. */
  async function admit({ person }: Claimant, teamId: string): Promise<Member> {
    const joined = {
      status: 'active',
      personId: person.id,
      invitationExpiresAt: null,
      invitationMailed: false,
    } as const;
    const invited = await store.findByEmail(teamId, person.email);
    if (invited !== undefined) {
      await store.update(invited.id, { ...joined, invitationHash: null });
      return { ...invited, ...joined };
    }
    const member: Member = {
      ...joined,
      id: ids.next('member'),
      teamId,
      email: person.email,
      name: person.email.slice(0, person.email.lastIndexOf('@')),
      teamRole: 'user',
      createdAt: clock.now(),
      leftAt: null,
      version: 1,
    };
    await store.insert(member, null);
    return member;
  }

  return {
    isOpenTo,
    isTeam,
    async join(claimant, teamId) {
      const { id, email } = claimant.person;
      await store.lockOwners(teamId);
      if ((await store.findOfPerson(id)).length > 0) return;
      if ((await claims.reachable(email)).length > 0) return;
      if (!(await isOpenTo(teamId, email))) return;
      const member = await admit(claimant, teamId);
      await audit.record(claimantCaller(claimant, member), {
        action: 'member.joined',
        target: { kind: 'member', id: member.id, teamId },
        after: { ...memberSnapshot(member), by: 'email_domain' },
      });
    },
  };
}
