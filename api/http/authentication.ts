import type { Principal } from '../domain/principal';
import type { Awaitable } from '../lib/awaitable';
import type { RequestOrigin } from './endpoint';

export interface AuthenticationAttempt extends RequestOrigin {
  /** Every `Authorization` header of the request: `authorizationValues(request.rawHeaders)`. */
  readonly authorization: readonly string[];
  /** The same request was accepted before its body arrived. It is one use of the key, not two. */
  readonly again?: true;
}

/** What answering a request needs of the credentials. */
export interface Authentication {
  /** @throws Failure `unauthenticated` or `rate_limited`, at once or by its promise */
  authenticate(attempt: AuthenticationAttempt): Awaitable<Principal>;
}
