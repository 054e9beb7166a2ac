import { Failure } from '../domain/failure';
import type { RequestOrigin } from '../http/endpoint';
import type { Member } from '../members/member';
import type { MemberClaims } from '../members/member-claims';
import type { People } from '../people/people';
import type { Person } from '../people/person';
import type { LiveSession, LiveSessions } from './live-sessions';

/** @throws Failure `not_found`, `insufficient_permissions` if the session has not proved the address */
export type MembershipClaim = (
  live: LiveSession,
  memberId: string,
  origin: RequestOrigin,
) => Promise<LiveSession>;

/** The person of a session, and the members whom the person may still claim. */
export interface SessionPeople {
  personOf(live: LiveSession): Promise<Person | undefined>;
  /** Empty unless this session has proved the address. */
  claimableBy(live: LiveSession): Promise<readonly Member[]>;
}

export function createSessionPeople(dependencies: {
  readonly people: Pick<People, 'find'>;
  readonly claims: Pick<MemberClaims, 'claimable'>;
}): SessionPeople {
  const { people, claims } = dependencies;

  async function personOf({ session: { subject } }: LiveSession): Promise<Person | undefined> {
    return subject.kind === 'person' ? people.find(subject.id) : undefined;
  }

  return {
    personOf,
    async claimableBy(live) {
      const person = await personOf(live);
      return person !== undefined && hasProvedAddress(live) ? claims.claimable(person.email) : [];
    },
  };
}

export function createMembershipClaim(dependencies: {
  readonly sessionPeople: Pick<SessionPeople, 'personOf'>;
  readonly claims: Pick<MemberClaims, 'claim'>;
  readonly live: Pick<LiveSessions, 'of'>;
}): MembershipClaim {
  const { sessionPeople, claims, live } = dependencies;
  return async (asked, memberId, { requestId, ip }) => {
    const person = await sessionPeople.personOf(asked);
    if (person === undefined || !hasProvedAddress(asked)) throw unproved();
    const credential = { kind: 'session', id: asked.session.id, keyId: null } as const;
    await claims.claim({ person, credential, requestId, ip }, memberId);
    return (await live.of(asked.session)) ?? asked;
  };
}

/** A passkey proves that the person is the same, not that they still read the mail of the address. */
function hasProvedAddress({ session: { method } }: LiveSession): boolean {
  return method === 'email_link' || method === 'oidc';
}

function unproved(): Failure {
  return new Failure(
    'insufficient_permissions',
    'This session has not proved your email address. Sign in with a link by mail, or with the identity ' +
      'provider, to reach another team.',
  );
}
