import type { UnitOfWork } from '../database/unit-of-work';
import type { DomainJoining } from '../members/domain-joining';
import type { MemberClaims } from '../members/member-claims';
import type { People } from '../people/people';
import type { SessionMethod } from './session';
import type { OpenedSession, SessionOpener, SignInOrigin } from './session-opener';

/** The ways to sign in that prove an address anew. */
export type ProvingMethod = Extract<SessionMethod, 'email_link' | 'oidc'>;

/** Signs in the person who has just proved this address. */
export type ProvedSignIn = (
  proved: {
    readonly email: string;
    readonly method: ProvingMethod;
    /** A team that the person joins, if they are in no team yet. */
    readonly joins?: string | undefined;
  },
  origin: SignInOrigin,
) => Promise<OpenedSession>;

export function createProvedSignIn(dependencies: {
  readonly people: Pick<People, 'prove'>;
  readonly claims: Pick<MemberClaims, 'claimOnly'>;
  readonly joining: Pick<DomainJoining, 'join'>;
  readonly opener: Pick<SessionOpener, 'open'>;
  readonly unitOfWork: UnitOfWork;
}): ProvedSignIn {
  const { people, claims, joining, opener, unitOfWork } = dependencies;
  return ({ email, method, joins }, origin) =>
    unitOfWork.run(async () => {
      const person = await people.prove(email);
      const subject = { kind: 'person', id: person.id } as const;
      const { requestId, ip } = origin;
      const opened = await opener.open({ method, subject, key: null }, origin, async ({ id }) => {
        const credential = { kind: 'session', id, keyId: null } as const;
        const claimant = { person, credential, requestId, ip };
        await claims.claimOnly(claimant);
        if (joins !== undefined) await joining.join(claimant, joins);
      });
      if (opened === undefined) throw new Error('The session of a person did not begin.');
      return opened;
    });
}
