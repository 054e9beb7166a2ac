import { randomBytes } from 'node:crypto';
import { createSealer } from '../../../api/sealing/sealer';
import { createOidcSignIn } from '../../../api/sessions/oidc-sign-in';
import type { OpenedSession } from '../../../api/sessions/session-opener';
import { createManualClock } from '../../support/manual-clock';

const ADA = 'ada@example.com';
const TEAM = 'team_1';
const OPENED = {} as OpenedSession;
const ORIGIN = { requestId: 'r', ip: '127.0.0.1' } as Parameters<
  ReturnType<typeof createOidcSignIn>['finish']
>[2];

test('somebody whose other sign-in joins the team in between is a member, too', async () => {
  let hasJoined = false;
  const attempt = { state: 's', nonce: 'n', codeVerifier: 'v' };
  const oidc = createOidcSignIn({
    client: {
      drawAttempt: () => attempt,
      authorizationUrl: () => Promise.resolve(new URL('https://idp.example.com/')),
      identityOf: () => Promise.resolve({ email: ADA, emailVerified: true }),
      endSessionUrl: () => Promise.resolve(undefined),
    },
    isAccessDenied: () => false,
    settings: { emailDomains: [], joins: [{ domain: 'example.com', teamId: TEAM }] },
    signedOutPage: 'https://keys.example.com/sign-in',
    signIn: () => Promise.resolve(OPENED),
    claims: { reachable: () => Promise.resolve(hasJoined ? [{} as never] : []) },
    joining: {
      isOpenTo: () => {
        hasJoined = true;
        return Promise.resolve(false);
      },
      isTeam: () => Promise.resolve(true),
    },
    sealer: createSealer({ current: randomBytes(32), previous: null }),
    clock: createManualClock(),
    onError: (error) => {
      throw error;
    },
  });
  const begun = await oidc.begin('/home');
  const callback = new URL('https://keys.example.com/session/oidc/callback?code=c&state=s');
  expect(await oidc.finish(callback, begun?.sealed, ORIGIN)).toEqual({
    opened: OPENED,
    returnTo: '/home',
  });
});
