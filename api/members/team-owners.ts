import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { Caller } from '../domain/principal';
import {
  applicationKeyCreated,
  type ApplicationKeyIssuer,
  type IssuedApplicationKey,
} from './application-key-ports';
import { memberSnapshot, type Member } from './member';
import type { MemberStore } from './member-store';

export interface Person {
  readonly email: string;
  readonly name: string;
}

export interface OwnerWithKey {
  readonly owner: Member;
  readonly applicationKey: IssuedApplicationKey;
}

/** How a team gets an owner without an invitation: when it is created, and when all keys are lost. */
export interface TeamOwners {
  /** An active owner with an application key of their own. */
  enrol(caller: Caller, teamId: string, person: Person): Promise<OwnerWithKey>;
  /**
   * Another application key for the team's oldest active owner. If there is none, `person` becomes one: the
   * member with that address, or a new one.
   */
  recover(caller: Caller, teamId: string, person: Person): Promise<OwnerWithKey>;
}

export interface TeamOwnersDependencies {
  readonly store: MemberStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly keys: ApplicationKeyIssuer;
}

export function createTeamOwners(dependencies: TeamOwnersDependencies): TeamOwners {
  const { store, unitOfWork, clock, ids, audit, keys } = dependencies;

  async function issueKey(
    caller: Caller,
    owner: Member,
    description: string,
  ): Promise<OwnerWithKey> {
    const key = {
      ownerKind: 'member',
      ownerId: owner.id,
      teamId: owner.teamId,
      description,
      creator: { id: caller.principal.id, keyId: null },
    } as const;
    const applicationKey = await keys.issueApplicationKey(key);
    await audit.record(caller, applicationKeyCreated(key, applicationKey));
    return { owner, applicationKey };
  }

  async function promote(caller: Caller, member: Member): Promise<Member> {
    const promoted = { teamRole: 'owner', status: 'active', invitationExpiresAt: null } as const;
    await store.update(member.id, { ...promoted, invitationHash: null });
    const owner: Member = { ...member, ...promoted, version: member.version + 1 };
    await audit.record(caller, {
      action: 'member.updated',
      target: { kind: 'member', id: owner.id, teamId: owner.teamId },
      before: memberSnapshot(member),
      after: memberSnapshot(owner),
    });
    return owner;
  }

  const enrol: TeamOwners['enrol'] = (caller, teamId, { email, name }) =>
    unitOfWork.run(async () => {
      const owner: Member = {
        id: ids.next('member'),
        teamId,
        email: email.toLowerCase(),
        name,
        teamRole: 'owner',
        status: 'active',
        invitationExpiresAt: null,
        invitationMailed: false,
        personId: null,
        createdAt: clock.now(),
        leftAt: null,
        version: 1,
      };
      await store.insert(owner, null);
      await audit.record(caller, {
        action: 'member.created',
        target: { kind: 'member', id: owner.id, teamId },
        after: memberSnapshot(owner),
      });
      return issueKey(caller, owner, 'First key');
    });

  return {
    enrol,
    recover: (caller, teamId, person) =>
      unitOfWork.run(async () => {
        const [oldest] = await store.lockOwners(teamId);
        if (oldest !== undefined) return issueKey(caller, oldest, 'Recovered');
        const known = await store.findByEmail(teamId, person.email.toLowerCase());
        if (known === undefined) return enrol(caller, teamId, person);
        return issueKey(caller, await promote(caller, known), 'Recovered');
      }),
  };
}
