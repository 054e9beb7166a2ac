import type { AuditTrail } from '../domain/audit-trail';
import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import type { Caller } from '../domain/principal';
import type { People } from '../people/people';
import {
  applicationKeyCreated,
  type ApplicationKeyIssuer,
  type IssuedApplicationKey,
} from './application-key-ports';
import { invitationHash } from './invitation';
import { memberSnapshot, type Member } from './member';
import { invitationInvalid, isInvitationOpen } from './member-rules';
import type { MemberStore } from './member-store';
import { newMemberCaller } from './new-member-caller';

export interface JoinedMember {
  readonly member: Member;
  readonly applicationKey: IssuedApplicationKey;
  /** The person who proved the address of the member, because the invitation was mailed there. */
  readonly personId: string | null;
}

/** @param then further work in the same unit of work */
export type AcceptInvitation = (
  token: string,
  origin: Pick<Caller, 'requestId' | 'ip'>,
  then?: (joined: JoinedMember) => Promise<void>,
) => Promise<JoinedMember>;

/** A person presents an invitation, becomes the member and gets an application key. */
export function createInvitationAcceptance(dependencies: {
  readonly store: MemberStore;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly keys: ApplicationKeyIssuer;
  readonly people: Pick<People, 'prove'>;
}): AcceptInvitation {
  const { store, unitOfWork, clock, audit, keys, people } = dependencies;

  async function provedPersonOf({ email, invitationMailed }: Member): Promise<string | null> {
    return invitationMailed ? (await people.prove(email)).id : null;
  }

  async function join(caller: Caller, invited: Member, personId: string | null): Promise<Member> {
    await store.update(invited.id, {
      status: 'active',
      invitationHash: null,
      invitationExpiresAt: null,
      ...(personId !== null && { personId }),
    });
    const member = await store.find(invited.teamId, invited.id);
    if (member === undefined) throw notFound('member');
    await audit.record(caller, {
      action: invited.status === 'active' ? 'member.rejoined' : 'member.joined',
      target: { kind: 'member', id: member.id, teamId: member.teamId },
      before: memberSnapshot(invited),
      after: memberSnapshot(member),
    });
    return member;
  }

  return (token, origin, then) =>
    unitOfWork.run(async () => {
      const invited = await store.findInvitedForUpdate(invitationHash(token));
      if (invited === undefined || !isInvitationOpen(invited, clock.now())) {
        throw invitationInvalid();
      }
      const key = {
        ownerKind: 'member',
        ownerId: invited.id,
        teamId: invited.teamId,
        description: invited.status === 'active' ? 'Recovered' : 'First key',
        creator: { id: invited.id, keyId: null },
      } as const;
      const applicationKey = await keys.issueApplicationKey(key);
      const caller = newMemberCaller(invited, applicationKey.keyId, origin);
      const personId = await provedPersonOf(invited);
      const member = await join(caller, invited, personId);
      await audit.record(caller, applicationKeyCreated(key, applicationKey));
      const joined = { member, applicationKey, personId };
      await then?.(joined);
      return joined;
    });
}
