import { isBearer } from '../http/authorization-header';
import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { formBody } from '../http/form-body';
import type { HotRequest, HotRoute } from '../http/hot/hot-router';
import { jsonAnswer, type HttpAnswer } from '../http/http-answer';
import type { OAuthServiceRequest } from './client-authentication';
import { OAuthError } from './oauth-error';
import { oauthErrorAnswer, oauthErrorOf } from './oauth-error-answer';
import { parseOAuthForm, type OAuthForm } from './oauth-form';
import type { OAuthService } from './oauth-service';

const EMPTY: HttpAnswer = { status: 200, headers: ['cache-control', 'no-store'], body: '' };

/** OAuth 2.0 has bodies and errors of its own, so these paths are not made of endpoint definitions. */
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
      'The request has no form. Send the parameters as Content-Type: application/x-www-form-urlencoded.',
    );
  }
  return parseOAuthForm(text);
}

/** The error of RFC 6749 §5.2. `undefined` for an unforeseen error, which comes again as a failure. */
function refuse(thrown: unknown, { authorization }: HotRequest): HttpAnswer | undefined {
  const error = oauthErrorOf(thrown, isBearer(authorization));
  return error && oauthErrorAnswer(error, authorization);
}
