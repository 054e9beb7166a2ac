import express, {
  Router,
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { authorizationValues } from '../auth/authorization-header';
import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { originOf } from '../http/request-context';
import { RateLimited, rateLimitHeaders } from '../rate-limit/rate-limited';
import type { OAuthServiceRequest } from './client-authentication';
import { errorDescription, OAuthError } from './oauth-error';
import { parseOAuthForm } from './oauth-form';
import type { OAuthService } from './oauth-service';

const FORM = 'application/x-www-form-urlencoded';
const BODY_LIMIT = '32kb';
const JWKS_MAX_AGE_SECONDS = 300;
const METADATA_MAX_AGE_SECONDS = 3600;

export interface OAuthRouterDependencies {
  readonly service: OAuthService;
  /** A known caller was refused. */
  readonly recordRefusal: (caller: Caller, operationId: string, failure: Failure) => Promise<void>;
}

/**
 * OAuth 2.0 has bodies and errors of its own, so these paths stand beside the endpoints. Expects the
 * request ID to be assigned.
 */
export function createOAuthRouter(dependencies: OAuthRouterDependencies): Router {
  const { service, recordRefusal } = dependencies;
  const router = Router({ caseSensitive: true, strict: true });

  const post = (
    path: string,
    operationId: string,
    answer: (request: OAuthServiceRequest) => Promise<object | void>,
  ): void => {
    const handle: RequestHandler = async (request, response) => {
      response.locals.operationId = operationId;
      const body = await answer(serviceRequest(request, response));
      response.status(200).set('cache-control', 'no-store');
      if (body === undefined) response.end();
      else response.json(body);
    };
    const record: ErrorRequestHandler = async (thrown: unknown, _request, response, next) => {
      const { caller } = response.locals;
      if (caller !== undefined && thrown instanceof Failure) {
        await recordRefusal(caller, operationId, thrown);
      }
      next(thrown);
    };
    const read = express.text({ type: FORM, limit: BODY_LIMIT });
    router.post(path, requireForm, read, handle, record, refuse);
    router.all(path, onlyMethod('POST'));
  };

  post('/oauth2/token', 'createAccessToken', (request) => service.token(request));
  post('/oauth2/introspect', 'introspect', (request) => service.introspect(request));
  post('/oauth2/revoke', 'revoke', (request) => service.revoke(request));
  get(router, '/.well-known/oauth-authorization-server', METADATA_MAX_AGE_SECONDS, async () =>
    service.metadata(),
  );
  get(router, '/.well-known/jwks.json', JWKS_MAX_AGE_SECONDS, () => service.jwks());
  return router;
}

function get(
  router: Router,
  path: string,
  maxAgeSeconds: number,
  answer: () => Promise<object>,
): void {
  router.get(path, async (_request, response) => {
    const body = await answer();
    response.set('cache-control', `public, max-age=${maxAgeSeconds}`).json(body);
  });
  router.all(path, onlyMethod('GET'));
}

function serviceRequest(request: Request, response: Response): OAuthServiceRequest {
  const ip = request.ip ?? '';
  return {
    form: parseOAuthForm(typeof request.body === 'string' ? request.body : ''),
    authorization: authorizationValues(request.rawHeaders),
    ip,
    callerOf(principal) {
      const caller = {
        principal,
        requestId: response.locals.requestId,
        ip,
        ...originOf(request),
      };
      response.locals.caller = caller;
      return caller;
    },
  };
}

function requireForm(request: Request, _response: Response, next: () => void): void {
  if (request.is(FORM) !== FORM) {
    throw new OAuthError('invalid_request', `Send the parameters as Content-Type: ${FORM}.`);
  }
  next();
}

function onlyMethod(method: string): RequestHandler {
  return (_request, response) => {
    response.set('allow', method);
    throw new Failure('method_not_allowed', `Use ${method} here.`);
  };
}

/** RFC 6749 §5.2; what is no refusal is left to the error handler of all paths. */
const refuse: ErrorRequestHandler = (thrown: unknown, _request, response, next) => {
  const error = oauthErrorOf(thrown);
  if (error === undefined || response.headersSent) return next(thrown);
  if (error.status === 401) response.set('www-authenticate', 'Basic realm="keyplane"');
  response
    .status(error.status)
    .set({ ...error.headers, 'cache-control': 'no-store' })
    .json({ error: error.code, error_description: errorDescription(error.message) });
};

function oauthErrorOf(thrown: unknown): OAuthError | undefined {
  if (thrown instanceof OAuthError) return thrown;
  if (thrown instanceof RateLimited) {
    const headers = rateLimitHeaders(thrown.state);
    return new OAuthError('temporarily_unavailable', thrown.message, headers);
  }
  if (!(thrown instanceof Failure)) return undefined;
  switch (thrown.code) {
    case 'unauthenticated':
      return new OAuthError('invalid_client', thrown.message);
    case 'insufficient_permissions':
      return new OAuthError('insufficient_scope', thrown.message);
    default:
      return undefined;
  }
}
