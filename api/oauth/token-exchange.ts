import type { Authenticator } from '../auth/authenticator';
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
  'A token that was exchanged is for Keyplane alone. Those for other services come of service account keys.';

export interface TokenExchange {
  /**
   * RFC 8693 §2.1: `client_id` is the ID of the service account, for which some federated identity
   * trusts the `subject_token`. There is no client authentication: the token is the proof.
   * @throws OAuthError, the same for whatever is not trusted; Failure `rate_limited`
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
    // Whoever a big issuer signs tokens for could fill the trail of a team that trusts another.
    if (refusal instanceof RateLimited) return refusal;
    await distrusted.recordReason();
    return notTrusted();
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
  const serviceAccountId = requiredField(form, 'client_id');
  const requested = form.get('requested_token_type') ?? ACCESS_TOKEN_TYPE;
  if (!SUBJECT_TOKEN_TYPES.some((known) => known === type)) {
    throw new OAuthError(
      'invalid_request',
      `subject_token_type must be one of ${SUBJECT_TOKEN_TYPES.join(', ')}.`,
    );
  }
  if (requested !== ACCESS_TOKEN_TYPE) {
    throw new OAuthError('invalid_request', `requested_token_type must be ${ACCESS_TOKEN_TYPE}.`);
  }
  if (form.has('actor_token') || form.has('actor_token_type')) {
    throw new OAuthError('invalid_request', 'Delegation is not supported. Leave actor_token out.');
  }
  if (authorization.length > 0 || form.has('client_secret') || form.has('client_assertion')) {
    throw new OAuthError(
      'invalid_request',
      'The subject_token is the proof: send no credentials of a client with it.',
    );
  }
  return { token, serviceAccountId };
}

/** RFC 8693 §2.2.2 names this code for a subject_token that is not acceptable. */
function notTrusted(): OAuthError {
  return new OAuthError(
    'invalid_request',
    'No federated identity of this service account trusts this subject_token. The audit trail ' +
      'of the team may say why.',
  );
}
