import { judgeToken, type Credential, type CredentialLookup } from '../credentials/credential';
import type { ReadOnlyWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { OperatorPrincipal, Principal } from '../domain/principal';
import type { ReachedMember, ReachedMembers } from './reached-members';
import { credentialOf, endsWithItsKey, isLive, sessionTokenHash, type Session } from './session';
import type { SessionStore } from './session-store';

/** A session that is valid now, with everybody whom it may act as. */
export interface LiveSession {
  readonly session: Session;
  readonly members: readonly ReachedMember[];
  readonly operator: OperatorPrincipal | null;
}

export interface LiveSessions {
  /** `undefined` if the token is unknown, or if the session or what it began with has ended. */
  byToken(token: string): Promise<LiveSession | undefined>;
  /** The same for a session that is known already. */
  of(session: Session): Promise<LiveSession | undefined>;
}

/**
 * Each request reads the session, its key and its members from the database, outside of units of
 * work. So a session is judged by their current state, and nothing about it is cached.
 */
export function createLiveSessions(dependencies: {
  readonly store: Pick<SessionStore, 'findByTokenHash'>;
  readonly members: ReachedMembers;
  readonly credentials: Pick<CredentialLookup, 'byKeyId'>;
  readonly unitOfWork: ReadOnlyWork;
  readonly clock: Clock;
}): LiveSessions {
  const { store, members, credentials, unitOfWork, clock } = dependencies;

  async function workingCredential({ key }: Session): Promise<Credential | undefined> {
    if (key === null) return undefined;
    const credential = await credentials.byKeyId(key.id);
    if (credential === undefined) return undefined;
    return judgeToken(credential, key.secretVersion, clock.now()).good ? credential : undefined;
  }

  async function liveSession(session: Session | undefined): Promise<LiveSession | undefined> {
    if (session === undefined || !isLive(session, clock.now())) return undefined;
    const credential = await workingCredential(session);
    if (endsWithItsKey(session) && credential === undefined) return undefined;
    if (session.subject.kind === 'operator') {
      const principal = credential?.principal;
      if (principal?.kind !== 'operator') return undefined;
      return { session, members: [], operator: inSession(principal, session) };
    }
    const reached = await members.of(session.subject);
    const isGone = session.subject.kind === 'member' && reached.length === 0;
    return isGone ? undefined : { session, members: reached, operator: null };
  }

  return {
    byToken: (token) =>
      unitOfWork.read(async () =>
        liveSession(await store.findByTokenHash(sessionTokenHash(token))),
      ),
    of: (session) => unitOfWork.read(() => liveSession(session)),
  };
}

function inSession<P extends Principal>(principal: P, session: Session): P {
  return { ...principal, credential: credentialOf(session) };
}
