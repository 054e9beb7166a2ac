import type { EmailSignIn } from './email-sign-in';
import { emailLinkSchema, redeemLinkSchema } from './session-view';
import type { SignInRoutes } from './sign-in-routes';

/** Signing in with a link by mail. */
export function addEmailRoutes(routes: SignInRoutes, email: EmailSignIn): void {
  routes.route('post', '/session/email-link', 'askForSignInLink', async (request, response) => {
    const body = await routes.bodyOf(emailLinkSchema, request, response);
    const asked = { email: body.email, returnTo: body.return_to ?? null };
    await email.ask(asked, response.locals);
    response.status(202).set('cache-control', 'no-store').end();
  });

  routes.route(
    'post',
    '/session/email-link/redeem',
    'redeemSignInLink',
    async (request, response) => {
      const { token } = await routes.bodyOf(redeemLinkSchema, request, response);
      const origin = await routes.originOf(request, response);
      const { opened, returnTo } = await email.redeem(token, origin);
      await routes.begin(response, opened, { return_to: returnTo });
    },
  );
}
