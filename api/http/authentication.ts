import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from '../domain/principal';
import type { Awaitable } from '../lib/awaitable';
import type { RequestOrigin } from './endpoint';

export interface AuthenticationAttempt extends RequestOrigin {
  /** Every `Authorization` header of the request: `authorizationValues(request.rawHeaders)`. */
  readonly authorization: readonly string[];
  /** The same request was accepted before its body arrived, so this is not a second use of the key. */
  readonly again?: true;
}

/** What the code that answers requests needs from the credentials. */
export interface Authentication {
  /** @throws Failure `unauthenticated` or `rate_limited`, either at once or by rejecting its promise */
  authenticate(attempt: AuthenticationAttempt): Awaitable<Principal>;
}

export interface SessionAttempt {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly again?: true;
}

/** Callers who signed in to the console. Only asked about requests without an `Authorization` header. */
export interface SessionAuthentication {
  /**
   * @returns `undefined` if the request has no session cookie
   * @throws Failure `unauthenticated`, `cross_origin`, `unknown_team`, `invalid_request`
   */
  authenticate(attempt: SessionAttempt): Promise<Principal | undefined>;
}
