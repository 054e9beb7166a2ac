import type { LastActors } from '../audit/last-actors';
import type { CredentialSlice } from '../credentials/compose';
import type { ChangeFeed } from '../database/change-feed';
import type { SliceParts } from '../http/slice';
import { createBackgroundWork } from '../lib/background-work';
import type { AcceptInvitation } from '../members/invitation-acceptance';
import type { DomainJoining } from '../members/domain-joining';
import type { MemberClaims } from '../members/member-claims';
import type { People } from '../people/people';
import { createMemoryThrottle } from '../rate-limit/memory-throttle';
import { createNetworkThrottle } from '../rate-limit/network-throttle';
import type { Sealer } from '../sealing/sealer';
import { addCoreSignInRoutes } from './core-sign-in-routes';
import { addEmailRoutes } from './email-routes';
import {
  ASKED_LINKS,
  createEmailSignIn,
  LINKS_OF_AN_ADDRESS,
  UNKNOWN_LINKS,
  type SignInPost,
} from './email-sign-in';
import { createInvitationSignIn } from './invitation-sign-in';
import { createKeySignIn, type KeyAuthentication } from './key-sign-in';
import { createKnexReachedMembers } from './knex-reached-members';
import { createKeptChallenges } from './kept-challenges';
import { createLiveSessions } from './live-sessions';
import { createMembershipClaim, createSessionPeople } from './membership-claim';
import { createKnexPasskeyStore } from './passkey-store';
import { addPasskeyRoutes } from './passkey-routes';
import { createPasskeyService, WRONG_PASSKEYS } from './passkey-service';
import { createProvedSignIn } from './proved-sign-in';
import { addOidcRoutes } from './oidc-routes';
import { createOidcSignIn, OIDC_CALLBACK } from './oidc-sign-in';
import { createOpenIdClient, isAccessDenied, type OidcSettings } from './openid-client';
import { tracedFetch } from '../tracing/traced-fetch';
import type { Tracing } from '../tracing/tracing';
import { isLive, type SessionLimits } from './session';
import { createSessionAuthentication, signedOut } from './session-authentication';
import { sessionCookieOf } from './session-cookie';
import type { SessionEnding } from './session-ending';
import { createSessionOpener } from './session-opener';
import { createSessionEndpoints } from './session-routes';
import { createSessionService } from './session-service';
import { createKnexSessionStore } from './session-store';
import { createSessionViews } from './session-view';
import { createKnexSignInLinkStore } from './sign-in-link-store';
import { SIGN_IN_PATHS } from './sign-in-openapi';
import { createSignInRoutes } from './sign-in-routes';
import { createWebAuthn, relyingPartyOf } from './webauthn';

export type SessionSlice = ReturnType<typeof composeSessions>;

/** Ended sessions are kept for a month, because the audit trail names them. */
const KEPT_MILLIS = 30 * 86_400_000;

/** The sessions of the console: who has one, and what ends them. */
export function composeSessions(dependencies: SliceParts) {
  const { database, clock } = dependencies;
  const store = createKnexSessionStore(database);
  const links = createKnexSignInLinkStore(database);
  const passkeys = createKnexPasskeyStore(database);
  const service = createSessionService({ ...dependencies, store, unitOfWork: database });
  async function endEverythingOf(subjectId: string): Promise<void> {
    await store.endOfSubject(subjectId, clock.now());
    await passkeys.deleteOf(subjectId);
  }
  const ending: SessionEnding = {
    memberLeft: (_caller, { id }) => endEverythingOf(id),
    memberStartsOver: endEverythingOf,
    personLeft: endEverythingOf,
    teamSuspended: (teamId) => store.endOfTeam(teamId, clock.now()),
    keyRevoked: (keyId) => store.endOfKey(keyId, clock.now()),
    async requireSession(id) {
      const session = await store.find(id);
      if (session === undefined || !isLive(session, clock.now())) throw signedOut();
    },
    async lineageRevoked(keyIds) {
      await store.endOfLineage(keyIds, clock.now());
      await passkeys.deleteRegisteredWith(keyIds);
    },
  };
  return {
    endpoints: createSessionEndpoints(service),
    purge: [
      () => store.purge(new Date(clock.now().getTime() - KEPT_MILLIS)),
      () => links.purge(clock.now()),
      () => passkeys.purgeChallenges(clock.now()),
    ],
    store,
    links,
    passkeys,
    ending,
  };
}

export interface SignInDependencies extends SliceParts {
  readonly issuer: string;
  readonly limits: SessionLimits;
  readonly sessions: SessionSlice;
  readonly people: People;
  readonly members: {
    readonly claims: MemberClaims;
    readonly joining: DomainJoining;
    readonly accept: AcceptInvitation;
  };
  readonly teams: { team(teamId: string): Promise<{ readonly name: string }> };
  readonly lastActors: LastActors;
  readonly credentials: Pick<CredentialSlice, 'lookup' | 'cached'>;
  readonly keys: KeyAuthentication;
  /** `null` if no mail is configured. */
  readonly signInPost: SignInPost | null;
  readonly sendMail: () => Promise<void>;
  /** `null` if no identity provider is configured. */
  readonly oidc: OidcSettings | null;
  readonly sealer: Sealer;
  readonly feed: Pick<ChangeFeed, 'catchUp'>;
  readonly tracing: Tracing;
  readonly onError: (error: unknown) => void;
}

/** Signing in, which only a server needs. */
export function composeSignIn(dependencies: SignInDependencies) {
  const { database, issuer: origin, signInPost: post, oidc } = dependencies;
  const { store, links, passkeys } = dependencies.sessions;
  const { claims, joining, accept } = dependencies.members;
  const { lookup, cached } = dependencies.credentials;
  const cookie = sessionCookieOf(origin);
  const site = relyingPartyOf(origin);
  const background = createBackgroundWork(dependencies.onError);
  const shared = { ...dependencies, store, unitOfWork: database, cookie, origin, claims, joining };
  const members = createKnexReachedMembers(database);
  const live = createLiveSessions({ ...shared, members, credentials: cached });
  const authentication = createSessionAuthentication({ ...shared, live, background });
  const opener = createSessionOpener({
    ...shared,
    // Within a unit of work, which may have created the key of the session.
    live: createLiveSessions({ ...shared, members, credentials: lookup }),
  });
  const signIn = createProvedSignIn({ ...shared, opener });
  const sessionPeople = createSessionPeople(shared);
  const views = createSessionViews({ ...shared, sessionPeople });
  const routes = createSignInRoutes({ ...shared, presented: authentication, views });

  const provider =
    oidc &&
    createOidcSignIn({
      ...shared,
      client: createOpenIdClient(
        oidc,
        `${origin}${OIDC_CALLBACK}`,
        tracedFetch(dependencies.tracing),
      ),
      isAccessDenied,
      settings: oidc,
      signedOutPage: `${origin}/sign-in`,
      signIn,
    });
  addCoreSignInRoutes(routes, {
    methods: {
      application_key: true,
      email_link: post !== null,
      passkey: site !== null,
      oidc: oidc && { name: oidc.name },
    },
    opener,
    signedInAt: async () => ((await provider?.signOutUrl()) === undefined ? undefined : oidc?.name),
    signInWithKey: createKeySignIn({ ...shared, opener }),
    join: createInvitationSignIn({ accept, opener }),
    claimMembership: createMembershipClaim({ ...shared, sessionPeople, live }),
  });
  const email =
    post &&
    createEmailSignIn({
      ...shared,
      store: links,
      post,
      signIn,
      background,
      askedLinks: createNetworkThrottle(ASKED_LINKS),
      linksOfAddress: createMemoryThrottle(LINKS_OF_AN_ADDRESS),
      unknownLinks: createNetworkThrottle(UNKNOWN_LINKS),
    });
  const passkeyService =
    site &&
    createPasskeyService({
      ...shared,
      store: passkeys,
      sessions: store,
      opener,
      webAuthn: createWebAuthn(site),
      challenges: createKeptChallenges({ ...shared, store: passkeys }),
      throttle: createNetworkThrottle(WRONG_PASSKEYS),
    });
  addEmailRoutes(routes, email);
  addOidcRoutes(routes, provider, { cookie, origin });
  addPasskeyRoutes(routes, passkeyService, cookie);
  routes.refuseOtherMethods();
  return {
    endpoints: [],
    purge: [],
    authentication,
    router: routes.router,
    /** Documented paths that are not endpoint definitions. */
    paths: SIGN_IN_PATHS,
    /** Resolves once the work that began in the background has ended. */
    close: () => background.close(),
  };
}
