import type { Authenticator } from '../credentials/authenticator';
import { parseClientIdAlone } from '../http/authorization-header';
import type { DistrustedSubjectToken, SubjectTokens } from '../federation/token-redemption';
import { RateLimited } from '../rate-limit/rate-limited';
import type { AccessTokenRequest } from './access-tokens';
import type { OAuthServiceRequest } from './client-authentication';
import { OAuthError } from './oauth-error';
import { requiredField, type OAuthForm } from './oauth-form';
import { decideAudience, decideLifetime, decideScope } from './token-request';

/** RFC 8693 §3 */
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';
export const SUBJECT_TOKEN_TYPES = [
  'urn:ietf:params:oauth:token-type:jwt',
  'urn:ietf:params:oauth:token-type:id_token',
] as const;

const FOR_KEYPLANE =
  'An exchanged token is for Keyplane only. Omit resource and audience. To get a token for ' +
  'another service, use client_credentials with a service account key.';
const NO_CREDENTIALS =
  'A token exchange takes no client credentials, because the subject_token is the proof. ' +
  'Send client_id only.';

export interface TokenExchange {
  /**
   * RFC 8693 §2.1: `client_id` is the ID of the service account, and one of its federated
   * identities trusts the `subject_token`. There is no client authentication, because the token is
   * the proof. The text of a refusal follows from the request alone.
   * @throws OAuthError; Failure `rate_limited`
   */
  decide(request: OAuthServiceRequest): Promise<AccessTokenRequest>;
}

export function createTokenExchange(dependencies: {
  subjectTokens: SubjectTokens;
  authenticator: Pick<Authenticator, 'refuseUnknown'>;
  issuer: string;
}): TokenExchange {
  const { subjectTokens, authenticator, issuer } = dependencies;

  async function refuse(ip: string, distrusted: DistrustedSubjectToken): Promise<Error> {
    const refusal = await authenticator.refuseUnknown(ip);
    // Otherwise other customers of a big issuer could fill the trail of a team that trusts one customer of
    // that issuer.
    if (refusal instanceof RateLimited) return refusal;
    await distrusted.recordReason();
    return refusalOf(distrusted);
  }

  return {
    async decide({ form, authorization, ip, callerOf }) {
      const presented = parseExchange(form, authorization);
      const audience = decideAudience(form, issuer, FOR_KEYPLANE);
      const lifetimeSeconds = decideLifetime(form.get('requested_lifetime_seconds'));
      const examined = await subjectTokens.examine({ ...presented, callerOf });
      if (examined.credential === null) throw await refuse(ip, examined);
      const { identity, trust, principal } = examined.credential;
      const scope = decideScope(form.get('scope'), principal.grant) ?? null;
      const spent = await examined.redeem();
      if (spent !== undefined) throw await refuse(ip, spent);
      return {
        holder: { kind: 'federated_identity', id: identity.id, trust },
        clientId: principal.id,
        subject: principal.id,
        teamId: principal.teamId,
        endsAt: null,
        audience,
        scope,
        lifetimeSeconds,
      };
    },
  };
}

function parseExchange(form: OAuthForm, authorization: readonly string[]) {
  const token = requiredField(form, 'subject_token');
  const type = requiredField(form, 'subject_token_type');
  const serviceAccountId = requiredAccountId(form, authorization);
  const requested = form.get('requested_token_type') ?? ACCESS_TOKEN_TYPE;
  if (!SUBJECT_TOKEN_TYPES.some((known) => known === type)) {
    throw new OAuthError(
      'invalid_request',
      `subject_token_type must be ${SUBJECT_TOKEN_TYPES.join(' or ')}.`,
    );
  }
  if (requested !== ACCESS_TOKEN_TYPE) {
    throw new OAuthError(
      'invalid_request',
      `requested_token_type must be ${ACCESS_TOKEN_TYPE}: Keyplane issues no other type.`,
    );
  }
  if (form.has('actor_token') || form.has('actor_token_type')) {
    throw new OAuthError(
      'invalid_request',
      'Keyplane does not support delegation. Omit actor_token and actor_token_type.',
    );
  }
  if (form.has('client_secret') || form.has('client_assertion')) {
    throw new OAuthError('invalid_request', NO_CREDENTIALS);
  }
  return { token, serviceAccountId };
}

/** Some OAuth clients, google-auth among them, send it only as a Basic user name, without a secret. */
function requiredAccountId(form: OAuthForm, authorization: readonly string[]): string {
  const inForm = form.get('client_id');
  const inHeader = parseClientIdAlone(authorization);
  if (authorization.length > 0 && inHeader === undefined) {
    throw new OAuthError('invalid_request', NO_CREDENTIALS);
  }
  const id = inForm ?? inHeader;
  if (id === undefined) {
    throw new OAuthError(
      'invalid_request',
      'client_id is missing. Send the ID of the service account (sa_...) in the form, or as the user ' +
        'name of HTTP Basic with an empty password.',
    );
  }
  if (inHeader !== undefined && inHeader !== id) {
    throw new OAuthError(
      'invalid_request',
      'client_id and the Authorization header name different service accounts. Send only one ' +
        'of the two.',
    );
  }
  return id;
}

/** RFC 8693 §2.2.2 names `invalid_request` for a subject_token that is not acceptable. */
function refusalOf({ message, retryAfterSeconds }: DistrustedSubjectToken): OAuthError {
  if (retryAfterSeconds === null) return new OAuthError('invalid_request', message);
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return new OAuthError('temporarily_unavailable', message, { headers });
}
