import type { Request, Response } from 'express';
import { parseParams } from '../http/validation';
import { CHALLENGE_MINUTES } from './kept-challenges';
import {
  passkeyParamsSchema,
  passkeySignInSchema,
  passkeyToWire,
  registerPasskeySchema,
} from './passkey-schemas';
import type { Asked, PasskeyService } from './passkey-service';
import { onlyCookieValue, stepCookieOf, type SessionCookie } from './session-cookie';
import { requireConfigured, type SignInRoutes } from './sign-in-routes';

/**
 * Signing in with passkeys, and the passkeys of the session's person.
 * @param service `null` if browsers have no passkeys for the public URL
 */
export function addPasskeyRoutes(
  routes: SignInRoutes,
  service: PasskeyService | null,
  sessionCookie: SessionCookie,
): void {
  const { name: cookie, options } = stepCookieOf(sessionCookie, 'passkey', '/session');

  const configured = () =>
    requireConfigured(
      service,
      'Browsers have no passkeys for the address of this server: that needs a host name, and https except on ' +
        'localhost.',
    );

  function ask(response: Response, { options: asked, sealed }: Asked): void {
    response.cookie(cookie, sealed, { ...options, maxAge: CHALLENGE_MINUTES * 60_000 });
    response.set('cache-control', 'no-store').json(asked);
  }

  function challengeOf(request: Request, response: Response): string | undefined {
    response.clearCookie(cookie, options);
    return onlyCookieValue(request.headers.cookie, cookie);
  }

  routes.route('post', '/session/passkey/options', 'askForPasskey', async (_request, response) => {
    ask(response, await configured().askForSignIn());
  });

  routes.route('post', '/session/passkey', 'signInWithPasskey', async (request, response) => {
    const passkeys = configured();
    const answer = await routes.bodyOf(passkeySignInSchema, request, response);
    const sealed = challengeOf(request, response);
    const origin = await routes.originOf(request, response);
    await routes.begin(response, await passkeys.signIn({ response: answer, sealed }, origin));
  });

  routes.route(
    'post',
    '/session/passkeys/options',
    'askForPasskeyRegistration',
    async (request, response) => {
      const passkeys = configured();
      ask(response, await passkeys.askForRegistration(await routes.sessionOf(request)));
    },
  );

  routes.route('post', '/session/passkeys', 'registerPasskey', async (request, response) => {
    const passkeys = configured();
    const live = await routes.sessionOf(request);
    const { name, response: answer } = await routes.bodyOf(
      registerPasskeySchema,
      request,
      response,
    );
    const registration = { name, response: answer, sealed: challengeOf(request, response) };
    const passkey = await passkeys.register(live, registration, response.locals);
    response.status(201).set('cache-control', 'no-store').json(passkeyToWire(passkey));
  });

  routes.route('get', '/session/passkeys', 'listPasskeys', async (request, response) => {
    const items = await configured().list(await routes.sessionOf(request));
    response.set('cache-control', 'no-store').json({ items: items.map(passkeyToWire) });
  });

  // Otherwise `options` would be read as the ID of a passkey.
  routes.refuseOtherMethods();
  routes.route(
    'delete',
    '/session/passkeys/{passkey_id}',
    'deletePasskey',
    async (request, response) => {
      const passkeys = configured();
      const live = await routes.sessionOf(request);
      const { passkey_id: id } = parseParams(passkeyParamsSchema, request.params) as {
        passkey_id: string;
      };
      await passkeys.delete(live, id, response.locals);
      response.status(204).set('cache-control', 'no-store').end();
    },
  );
}
