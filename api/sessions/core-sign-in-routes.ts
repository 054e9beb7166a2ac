import type { InvitationSignIn } from './invitation-sign-in';
import type { KeySignIn } from './key-sign-in';
import type { MembershipClaim } from './membership-claim';
import type { SessionOpener } from './session-opener';
import {
  claimMembershipSchema,
  joinSchema,
  keySignInSchema,
  type SignInMethods,
} from './session-view';
import type { SignInRoutes } from './sign-in-routes';
import { firstApplicationKeyToWire } from '../members/member-schemas';

export interface CoreSignInDependencies {
  readonly methods: SignInMethods;
  readonly opener: Pick<SessionOpener, 'end'>;
  /** The name of the identity provider, if people can sign out of it. */
  readonly signedInAt: () => Promise<string | undefined>;
  readonly signInWithKey: KeySignIn;
  readonly join: InvitationSignIn;
  readonly claimMembership: MembershipClaim;
}

/** The session itself, and the ways to begin one that need no configuration. */
export function addCoreSignInRoutes(
  routes: SignInRoutes,
  { methods, opener, signedInAt, signInWithKey, join, claimMembership }: CoreSignInDependencies,
): void {
  routes.route('get', '/session/methods', 'getSignInMethods', async (_request, response) => {
    response.set('cache-control', 'no-store').json(methods);
  });

  routes.route('get', '/session', 'getSession', async (request, response) => {
    await routes.answerWith(response, 200, await routes.sessionOf(request));
  });

  routes.route('post', '/session', 'signInWithKey', async (request, response) => {
    const body = await routes.bodyOf(keySignInSchema, request, response);
    const given = { clientId: body.client_id, clientSecret: body.client_secret };
    const origin = await routes.originOf(request, response);
    await routes.begin(response, await signInWithKey(given, origin));
  });

  routes.route('delete', '/session', 'signOut', async (request, response) => {
    const { previous } = await routes.originOf(request, response);
    for (const each of previous) await opener.end(each, response.locals);
    routes.clearCookie(response);
    response.set('cache-control', 'no-store');
    const remains = previous.some(({ session }) => session.method === 'oidc');
    const name = remains ? await signedInAt() : undefined;
    if (name === undefined) response.status(204).end();
    else response.json({ identity_provider: name });
  });

  routes.route(
    'post',
    '/session/invitations/accept',
    'acceptInvitationInSession',
    async (request, response) => {
      const { token } = await routes.bodyOf(joinSchema, request, response);
      const { opened, joined } = await join(token, await routes.originOf(request, response));
      const key = firstApplicationKeyToWire(joined.applicationKey);
      await routes.begin(response, opened, { application_key: key });
    },
  );

  routes.route('post', '/session/memberships', 'claimMembership', async (request, response) => {
    const live = await routes.sessionOf(request);
    const { member_id: memberId } = await routes.bodyOf(claimMembershipSchema, request, response);
    const reached = await claimMembership(live, memberId, response.locals);
    await routes.answerWith(response, 201, reached);
  });
}
