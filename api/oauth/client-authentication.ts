import type { Authenticator, UnknownRefusal } from '../credentials/authenticator';
import type { AuthenticationAttempt } from '../http/authentication';
import { flawOf, isBearer, parseClientIdAlone } from '../http/authorization-header';
import { severalCredentials } from '../credentials/refusal';
import { Failure } from '../domain/failure';
import type { Caller, Principal } from '../domain/principal';
import { Secret } from '../domain/secret';
import type { Credential } from '../credentials/credential';
import { RateLimited } from '../rate-limit/rate-limited';
import { ASSERTION_TYPE, type ClientAssertions } from './client-assertion';
import { BASIC_CHALLENGE, OAuthError } from './oauth-error';
import { requiredField, type OAuthForm } from './oauth-form';

export interface OAuthRequest extends AuthenticationAttempt {
  readonly form: OAuthForm;
}

export interface OAuthServiceRequest extends OAuthRequest {
  callerOf(principal: Principal): Caller;
}

/** The ways to authenticate that an endpoint accepts. */
interface Ways {
  readonly how: string;
  readonly unknownClient: UnknownRefusal;
}

const AS_CLIENT = waysOf(
  'Send the client ID and the secret with HTTP Basic, or client_id and client_secret in the ' +
    'form, or a client_assertion in the form.',
);
const AS_CALLER = waysOf(
  'Send the client ID and the secret with HTTP Basic, or client_id and client_secret in the ' +
    'form, or a client_assertion in the form, or a secret or an access token as Bearer.',
);

function waysOf(how: string): Ways {
  const unknownClient = () =>
    new Failure('unauthenticated', `The client ID or its secret is not valid. ${how}`);
  return { how, unknownClient };
}

/** All throw OAuthError `invalid_request` or `invalid_client`, or Failure `unauthenticated` or `rate_limited`. */
export interface ClientAuthentication {
  /** client_secret_basic, client_secret_post or private_key_jwt: one of them, never two. */
  client(request: OAuthRequest): Promise<Credential>;
  /** Authenticates the caller as a client, or by any secret or access token as Bearer. */
  caller(request: OAuthRequest): Promise<Principal>;
}

export function createClientAuthentication(dependencies: {
  authenticator: Authenticator;
  assertions: ClientAssertions;
}): ClientAuthentication {
  const { authenticator, assertions } = dependencies;

  /** It is counted like any unknown credential. Its text must follow from the request alone. */
  async function refusalOf(
    ip: string,
    why: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Error> {
    const refusal = await authenticator.refuseUnknown(ip);
    return refusal instanceof RateLimited
      ? refusal
      : new OAuthError('invalid_client', why, { headers });
  }

  async function byBasic(request: OAuthRequest, ways: Ways): Promise<Credential> {
    try {
      const credential = await authenticator.authenticateBasic(request, ways.unknownClient);
      requireSameClient(request.form, credential.key.clientId);
      return credential;
    } catch (error) {
      const isUnknown = error instanceof Failure && error.code === 'unauthenticated';
      throw (isUnknown ? headerFault(request.authorization, ways.how) : undefined) ?? error;
    }
  }

  async function byPost(request: OAuthRequest, ways: Ways): Promise<Credential> {
    const { form, ip } = request;
    const clientId = requiredField(form, 'client_id');
    const secret = Secret.parse(requiredField(form, 'client_secret'));
    if (secret === undefined) {
      throw await refusalOf(
        ip,
        'client_secret is not a secret of Keyplane, or a part of it is missing: the checksum at its ' +
          'end does not match. Copy the whole secret.',
      );
    }
    return authenticator.authenticateSecret(secret, clientId, request, ways.unknownClient);
  }

  async function byAssertion(request: OAuthRequest): Promise<Credential> {
    const { form, ip } = request;
    if (requiredField(form, 'client_assertion_type') !== ASSERTION_TYPE) {
      throw new OAuthError('invalid_request', `client_assertion_type must be ${ASSERTION_TYPE}.`);
    }
    const verdict = await assertions.verify(requiredField(form, 'client_assertion'));
    if (verdict.credential === null) throw await refusalOf(ip, verdict.refusal);
    requireSameClient(form, verdict.credential.key.clientId);
    return authenticator.accept(verdict.credential, request);
  }

  async function client(request: OAuthRequest, ways: Ways): Promise<Credential> {
    switch (placeOfCredential(request)) {
      case 'header':
        return byBasic(request, ways);
      case 'secret':
        return byPost(request, ways);
      case 'assertion':
        return byAssertion(request);
      case undefined:
        throw await refusalOf(
          request.ip,
          `The request does not authenticate its client. ${ways.how}`,
          { 'www-authenticate': BASIC_CHALLENGE },
        );
    }
  }

  return {
    client: (request) => client(request, AS_CLIENT),
    async caller(request) {
      if (!isBearer(request.authorization)) return (await client(request, AS_CALLER)).principal;
      placeOfCredential(request);
      return authenticator.authenticate(request);
    },
  };
}

/** Throws if there are several places, because it is not clear which of them counts (RFC 6749, section 2.3). */
function placeOfCredential({
  form,
  authorization,
}: OAuthRequest): 'header' | 'secret' | 'assertion' | undefined {
  const isAsserted = form.has('client_assertion') || form.has('client_assertion_type');
  const [place, ...others] = [
    ...(authorization.length > 0 ? (['header'] as const) : []),
    ...(form.has('client_secret') ? (['secret'] as const) : []),
    ...(isAsserted ? (['assertion'] as const) : []),
  ];
  if (others.length > 0) {
    throw new OAuthError(
      'invalid_request',
      'The request authenticates its client in more than one way. Send one of the ' +
        'Authorization header, client_secret and client_assertion, and omit the others.',
    );
  }
  return place;
}

/**
 * What is wrong with the header itself. `undefined` if nothing is. RFC 6749 §5.2 calls several
 * credentials an invalid request. If a server cannot read the header, the client did not
 * authenticate.
 */
function headerFault(authorization: readonly string[], how: string): OAuthError | undefined {
  const [header = '', ...others] = authorization;
  if (others.length > 0) {
    return new OAuthError('invalid_request', severalCredentials(authorization.length).message);
  }
  const why = unreadableBecause(header);
  return why === undefined ? undefined : new OAuthError('invalid_client', `${why} ${how}`);
}

function unreadableBecause(header: string): string | undefined {
  if (isBearer([header])) return 'A client cannot authenticate with Bearer here.';
  switch (flawOf(header)) {
    case 'unknown_scheme':
      return 'The scheme of the Authorization header is not Basic.';
    case 'malformed':
      return (
        'The Authorization header is malformed. After the scheme, Basic needs the Base64 text of ' +
        '"client ID:secret" and nothing else.'
      );
    case undefined:
      return parseClientIdAlone([header]) === undefined
        ? undefined
        : 'The Authorization header has a client ID but no secret.';
  }
}

function requireSameClient(form: OAuthForm, clientId: string): void {
  const named = form.get('client_id');
  if (named !== undefined && named !== clientId) {
    throw new OAuthError(
      'invalid_request',
      'client_id differs from the client of the credential. Send the same client ID, or ' +
        'omit client_id.',
    );
  }
}
