import type { EmailSignIn } from './email-sign-in';
import { emailLinkSchema, redeemLinkSchema } from './session-view';
import { requireConfigured, type SignInRoutes } from './sign-in-routes';

/** Signing in with a link by mail. @param email `null` if no mail is configured */
export function addEmailRoutes(routes: SignInRoutes, email: EmailSignIn | null): void {
  const configured = () =>
    requireConfigured(email, 'This server sends no mail, so it has no sign-in links.');

  routes.route('post', '/session/email-link', 'askForSignInLink', async (request, response) => {
    const links = configured();
    const body = await routes.bodyOf(emailLinkSchema, request, response);
    const asked = { email: body.email, returnTo: body.return_to ?? null };
    await links.ask(asked, response.locals);
    response.status(202).set('cache-control', 'no-store').end();
  });

  routes.route(
    'post',
    '/session/email-link/redeem',
    'redeemSignInLink',
    async (request, response) => {
      const links = configured();
      const { token } = await routes.bodyOf(redeemLinkSchema, request, response);
      const origin = await routes.originOf(request, response);
      const { opened, returnTo } = await links.redeem(token, origin);
      await routes.begin(response, opened, { return_to: returnTo });
    },
  );
}
