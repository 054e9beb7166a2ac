import type { CredentialSlice } from '../credentials/compose';
import type { ChangeFeed } from '../database/change-feed';
import type { SliceParts } from '../http/slice';
import type { SessionEnding } from './session-ending';
import { createKeySignIn, type KeyAuthentication } from './key-sign-in';
import { createKnexReachedMembers } from './knex-reached-members';
import { createLiveSessions } from './live-sessions';
import { createSessionAuthentication } from './session-authentication';
import { sessionCookieOf } from './session-cookie';
import { createSessionOpener } from './session-opener';
import { createSessionEndpoints } from './session-routes';
import { createSessionService } from './session-service';
import { createKnexSessionStore } from './session-store';
import type { SessionLimits } from './session';
import { SIGN_IN_PATHS } from './sign-in-openapi';
import { createSignInRouter, type SignInRouterDependencies } from './sign-in-routes';

export type SessionSlice = ReturnType<typeof composeSessions>;

/** Ended sessions are kept for a month, because the audit trail names them. */
const KEPT_MILLIS = 30 * 86_400_000;

/** The sessions of the console: who has one, and what ends them. */
export function composeSessions(dependencies: SliceParts) {
  const { database, clock } = dependencies;
  const store = createKnexSessionStore(database);
  const service = createSessionService({ ...dependencies, store, unitOfWork: database });
  const ending: SessionEnding = {
    memberLeft: (_caller, { id }) => store.endOfMember(id, clock.now()),
    teamSuspended: (teamId) => store.endOfTeam(teamId, clock.now()),
    keyRevoked: (keyId) => store.endOfKey(keyId, clock.now()),
  };
  return {
    endpoints: createSessionEndpoints(service),
    purge: [() => store.purge(new Date(clock.now().getTime() - KEPT_MILLIS))],
    store,
    ending,
  };
}

/** Signing in, which only a server needs. */
export function composeSignIn(
  dependencies: SliceParts &
    Pick<SignInRouterDependencies, 'methods' | 'personOf'> & {
      readonly issuer: string;
      readonly limits: SessionLimits;
      readonly sessions: SessionSlice;
      readonly credentials: Pick<CredentialSlice, 'lookup' | 'cached'>;
      readonly keys: KeyAuthentication;
      readonly feed: Pick<ChangeFeed, 'catchUp'>;
      readonly onError: (error: unknown) => void;
    },
) {
  const { database, issuer: origin } = dependencies;
  const { store } = dependencies.sessions;
  const cookie = sessionCookieOf(origin);
  const shared = { ...dependencies, store, unitOfWork: database, cookie, origin };
  const members = createKnexReachedMembers(database);
  const { lookup, cached } = dependencies.credentials;
  const live = createLiveSessions({ ...shared, members, credentials: cached });
  const authentication = createSessionAuthentication({ ...shared, live });
  const opener = createSessionOpener({
    ...shared,
    // Within a unit of work, which may have created the key of the session.
    live: createLiveSessions({ ...shared, members, credentials: lookup }),
  });
  return {
    endpoints: [],
    purge: [],
    authentication,
    router: createSignInRouter({
      ...shared,
      presented: authentication,
      opener,
      signInWithKey: createKeySignIn({ ...shared, opener }),
    }),
    /** Documented paths that are not endpoint definitions. */
    paths: SIGN_IN_PATHS,
    /** Writes what is pending. */
    close: () => authentication.close(),
  };
}
