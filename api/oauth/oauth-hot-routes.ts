import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { formBody } from '../http/form-body';
import type { HotRequest, HotRoute } from '../http/hot-router';
import { jsonAnswer, type HttpAnswer } from '../http/http-answer';
import { RateLimited, rateLimitHeaders } from '../rate-limit/rate-limited';
import type { OAuthServiceRequest } from './client-authentication';
import { errorDescription, OAuthError } from './oauth-error';
import { parseOAuthForm, type OAuthForm } from './oauth-form';
import type { OAuthService } from './oauth-service';

const EMPTY: HttpAnswer = { status: 200, headers: ['cache-control', 'no-store'], body: '' };

/** OAuth 2.0 has bodies and errors of its own, so these paths stand beside the endpoints. */
export function createOAuthHotRoutes(dependencies: {
  service: OAuthService;
  /** A known caller was refused. */
  recordRefusal: (caller: Caller, operationId: string, failure: Failure) => Promise<void>;
}): HotRoute[] {
  const { service, recordRefusal } = dependencies;

  const post = (
    path: string,
    operationId: string,
    answer: (request: OAuthServiceRequest) => Promise<object | void>,
  ): HotRoute => ({
    path,
    operationId,
    reader: formBody,
    async answer(request: HotRequest<string | undefined>) {
      let caller: Caller | undefined;
      const asked: OAuthServiceRequest = {
        form: formFrom(await request.body()),
        authorization: request.authorization,
        ip: request.ip,
        requestId: request.requestId,
        callerOf: (principal) => (caller = request.callerOf(principal)),
      };
      try {
        const body = await answer(asked);
        return body === undefined ? EMPTY : jsonAnswer(200, body);
      } catch (error) {
        if (caller !== undefined && error instanceof Failure) {
          await recordRefusal(caller, operationId, error);
        }
        throw error;
      }
    },
    refuse,
  });

  return [
    post('/oauth2/token', 'createAccessToken', (request) => service.token(request)),
    post('/oauth2/introspect', 'introspect', (request) => service.introspect(request)),
    post('/oauth2/revoke', 'revoke', (request) => service.revoke(request)),
  ];
}

function formFrom(text: string | undefined): OAuthForm {
  if (text === undefined) {
    throw new OAuthError(
      'invalid_request',
      'Send the parameters as Content-Type: application/x-www-form-urlencoded.',
    );
  }
  return parseOAuthForm(text);
}

/** RFC 6749 §5.2; what is no refusal is a problem like that of any path. */
function refuse(thrown: unknown): HttpAnswer | undefined {
  const error = oauthErrorOf(thrown);
  if (error === undefined) return undefined;
  const { code, message, status, headers } = error;
  return jsonAnswer(
    status,
    { error: code, error_description: errorDescription(message) },
    { ...headers, ...(status === 401 && { 'www-authenticate': 'Basic realm="keyplane"' }) },
  );
}

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
