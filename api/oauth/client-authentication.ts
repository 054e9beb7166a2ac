import type { AuthenticationAttempt, Authenticator } from '../auth/authenticator';
import type { Caller, Principal } from '../domain/principal';
import { Secret } from '../domain/secret';
import type { Credential } from '../keys/credential';
import { ASSERTION_TYPE, type ClientAssertions } from './client-assertion';
import { OAuthError } from './oauth-error';
import { requiredField, type OAuthForm } from './oauth-form';

export interface OAuthRequest extends AuthenticationAttempt {
  readonly form: OAuthForm;
}

export interface OAuthServiceRequest extends OAuthRequest {
  callerOf(principal: Principal): Caller;
}

/** All throw OAuthError `invalid_request` or Failure `unauthenticated` or `rate_limited`. */
export interface ClientAuthentication {
  /** client_secret_basic, client_secret_post or private_key_jwt: one of them, never two. */
  client(request: OAuthRequest): Promise<Credential>;
  /** As a client, or with any secret or access token as Bearer. */
  caller(request: OAuthRequest): Promise<Principal>;
}

export function createClientAuthentication(dependencies: {
  authenticator: Authenticator;
  assertions: ClientAssertions;
}): ClientAuthentication {
  const { authenticator, assertions } = dependencies;

  async function byBasic(request: OAuthRequest): Promise<Credential> {
    const credential = await authenticator.authenticateBasic(request);
    requireSameClient(request.form, credential.key.clientId);
    return credential;
  }

  async function byPost(request: OAuthRequest): Promise<Credential> {
    const { form, ip } = request;
    const clientId = requiredField(form, 'client_id');
    const secret = Secret.parse(requiredField(form, 'client_secret'));
    if (secret === undefined) throw await authenticator.refuseUnknown(ip);
    return authenticator.authenticateSecret(secret, clientId, request);
  }

  async function byAssertion(request: OAuthRequest): Promise<Credential> {
    const { form, ip } = request;
    if (requiredField(form, 'client_assertion_type') !== ASSERTION_TYPE) {
      throw new OAuthError('invalid_request', `client_assertion_type must be ${ASSERTION_TYPE}.`);
    }
    const credential = await assertions.verify(requiredField(form, 'client_assertion'));
    if (credential === undefined) throw await authenticator.refuseUnknown(ip);
    requireSameClient(form, credential.key.clientId);
    return authenticator.accept(credential, request);
  }

  async function client(request: OAuthRequest): Promise<Credential> {
    const { form, authorization, ip } = request;
    const methods = [
      ...(authorization.length > 0 ? [byBasic] : []),
      ...(form.has('client_secret') ? [byPost] : []),
      ...(form.has('client_assertion') || form.has('client_assertion_type') ? [byAssertion] : []),
    ];
    const [method, ...others] = methods;
    if (others.length > 0) {
      throw new OAuthError('invalid_request', 'Authenticate the client in one way, not in two.');
    }
    if (method === undefined) throw await authenticator.refuseUnknown(ip);
    return method(request);
  }

  return {
    client,
    async caller(request) {
      const isBearer = /^bearer /i.test(request.authorization[0] ?? '');
      return isBearer ? authenticator.authenticate(request) : (await client(request)).principal;
    },
  };
}

function requireSameClient(form: OAuthForm, clientId: string): void {
  const named = form.get('client_id');
  if (named !== undefined && named !== clientId) {
    throw new OAuthError('invalid_request', 'client_id names another client than the credential.');
  }
}
