import { Router, type RequestHandler } from 'express';
import { onlyRead } from '../http/only-read';
import { OAuthError } from './oauth-error';
import { oauthErrorAnswer } from './oauth-error-answer';
import type { OAuthService } from './oauth-service';

const JWKS_MAX_AGE_SECONDS = 300;
const METADATA_MAX_AGE_SECONDS = 3600;

/** Documents that clients read once in a while. What they post is answered before Express. */
export function createOAuthRouter(service: OAuthService, postedPaths: readonly string[]): Router {
  const router = Router({ caseSensitive: true, strict: true });

  const get = (path: string, maxAgeSeconds: number, answer: () => Promise<object>): void => {
    router.get(path, async (_request, response) => {
      const body = await answer();
      response.set('cache-control', `public, max-age=${maxAgeSeconds}`).json(body);
    });
    router.all(path, onlyRead);
  };

  get('/.well-known/oauth-authorization-server', METADATA_MAX_AGE_SECONDS, async () =>
    service.metadata(),
  );
  get('/.well-known/jwks.json', JWKS_MAX_AGE_SECONDS, () => service.jwks());
  get('/.well-known/openid-configuration', METADATA_MAX_AGE_SECONDS, async () =>
    service.openidConfiguration(),
  );
  for (const path of postedPaths) router.all(path, refuseOtherMethods);
  return router;
}

/** The paths that clients post to answer only with OAuth errors, including this one. */
const refuseOtherMethods: RequestHandler = (_request, response) => {
  const error = new OAuthError('invalid_request', 'Send the parameters by POST.', {
    status: 405,
    headers: { allow: 'POST' },
  });
  const { status, headers, body } = oauthErrorAnswer(error);
  for (let at = 0; at < headers.length; at += 2) {
    response.append(headers[at] ?? '', headers[at + 1] ?? '');
  }
  response.status(status).send(body);
};
