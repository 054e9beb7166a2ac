import type { Response } from 'express';
import {
  ATTEMPT_MINUTES,
  OIDC_CALLBACK,
  OIDC_SIGN_OUT,
  type OidcError,
  type OidcSignIn,
} from './oidc-sign-in';
import { onlyCookieValue, stepCookieOf, type SessionCookie } from './session-cookie';
import { isLocalPath } from './sign-in-link';
import { requireConfigured, type SignInRoutes } from './sign-in-routes';

const COOKIE_PATH = '/session/oidc';

/**
 * Signing in and out at an identity provider. Browsers open these paths, so they answer with redirects.
 * @param oidc `null` if no identity provider is configured
 */
export function addOidcRoutes(
  routes: SignInRoutes,
  oidc: OidcSignIn | null,
  { cookie, origin }: { readonly cookie: SessionCookie; readonly origin: string },
): void {
  const { name, options } = stepCookieOf(cookie, 'oidc', COOKIE_PATH);

  const configured = () => requireConfigured(oidc, 'This server has no identity provider.');

  const redirect = (response: Response, location: string): void => {
    response.set('cache-control', 'no-store').redirect(302, location);
  };
  const refuse = (response: Response, error: OidcError): void =>
    redirect(response, `/sign-in?error=${error}`);

  routes.route('get', '/session/oidc', 'beginOidcSignIn', async (request, response) => {
    const provider = configured();
    const asked = request.query['return_to'];
    const returnTo = typeof asked === 'string' && isLocalPath(asked) ? asked : '/';
    const begun = await provider.begin(returnTo);
    if (begun === undefined) return refuse(response, 'provider_failed');
    response.cookie(name, begun.sealed, { ...options, maxAge: ATTEMPT_MINUTES * 60_000 });
    redirect(response, begun.url.href);
  });

  routes.route('get', OIDC_CALLBACK, 'finishOidcSignIn', async (request, response) => {
    const provider = configured();
    const sealed = onlyCookieValue(request.headers.cookie, name);
    response.clearCookie(name, options);
    const callback = new URL(request.originalUrl, origin);
    const outcome = await provider.finish(
      callback,
      sealed,
      await routes.originOf(request, response),
    );
    if ('error' in outcome) return refuse(response, outcome.error);
    routes.setCookie(response, outcome.opened);
    redirect(response, outcome.returnTo);
  });

  routes.route('get', OIDC_SIGN_OUT, 'signOutOfIdentityProvider', async (_request, response) => {
    const url = await configured().signOutUrl();
    redirect(response, url?.href ?? '/sign-in');
  });
}
