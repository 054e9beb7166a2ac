import type { Request } from 'express';
import type { Authentication } from './authentication';
import { authorizationValues } from './authorization-header';
import type { Caller } from '../domain/principal';
import { originOf } from './request-context';

/** Turns a request into its caller. */
export function createExpressAuthentication(authenticator: Authentication) {
  return async (
    request: Request,
    { requestId, ip }: { requestId: string; ip: string },
    again?: true,
  ): Promise<Caller> => {
    const authorization = authorizationValues(request.rawHeaders);
    const principal = await authenticator.authenticate({
      authorization,
      ip,
      requestId,
      ...(again && { again }),
    });
    return { principal, requestId, ip, ...originOf(request.headers) };
  };
}
