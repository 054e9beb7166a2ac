import type { Request } from 'express';
import type { Authentication, SessionAuthentication } from './authentication';
import { authorizationValues } from './authorization-header';
import type { Caller } from '../domain/principal';
import { originOf } from './request-context';

/** Turns a request into its caller. A request with an `Authorization` header never acts by its cookie. */
export function createExpressAuthentication(
  authenticator: Authentication,
  sessions: SessionAuthentication,
) {
  return async (
    request: Request,
    { requestId, ip }: { requestId: string; ip: string },
    again?: true,
  ): Promise<Caller> => {
    const authorization = authorizationValues(request.rawHeaders);
    const repeated = again && { again };
    const signedIn =
      authorization.length === 0
        ? await sessions.authenticate({ ...requestFacts(request), ...repeated })
        : undefined;
    const principal =
      signedIn ?? (await authenticator.authenticate({ authorization, ip, requestId, ...repeated }));
    return { principal, requestId, ip, ...originOf(request.headers) };
  };
}

function requestFacts({ method, headers }: Request) {
  return { method, headers };
}
