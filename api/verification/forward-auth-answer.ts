import { Failure } from '../domain/failure';
import type { HttpAnswer } from '../http/http-answer';
import { problemOf } from '../http/problem';
import type { RateLimited } from '../rate-limit/rate-limited';
import { rateLimitHeaders } from '../rate-limit/rate-limited';
import type { KeyHeader, PresentedKey } from './gateway-headers';
import { identityHeadersOf } from './identity-headers';
import type { KnownVerification, Verification, VerificationCode } from './verification';

/** Why a gateway has to refuse its client. */
export interface CheckRefusal {
  readonly code: 'unauthenticated' | 'insufficient_permissions';
  /** The place and the reason, as in `errors` of the problem. */
  readonly header: KeyHeader | 'keyplane-authorization';
  readonly because: string;
  readonly message: string;
  readonly challenge: string;
}

/** An answer about one client must never reach another. */
const NOT_STORED = ['cache-control', 'no-store'];
const PROBLEM = ['content-type', 'application/problem+json; charset=utf-8', ...NOT_STORED];

const CHALLENGE = 'Bearer realm="keyplane"';
/**
 * The challenge does not offer Basic, because a browser behind a gateway would ask its user for a password.
 */
const GATEWAY_CHALLENGE = 'Bearer realm="keyplane-gateway"';
/** nginx reads the headers of an answer into 4 KiB. */
const MAX_SCOPE_LENGTH = 1000;

/** What every problem names. */
export interface ProblemContext {
  readonly requestId: string;
  /** The URL of the server, where the documentation explains the problem. */
  readonly issuer: string;
}

/** The answer is 200 only if the key is valid for everything that was asked. */
export function answerOf(
  verification: Verification,
  header: KeyHeader,
  context: ProblemContext,
): HttpAnswer {
  if (verification.code !== 'valid') {
    return refusalAnswer(refusalOf(verification, header), context);
  }
  const { credential, call } = verification;
  const billingPolicy = call?.code === 'valid' ? call.service.billingPolicy : null;
  return {
    status: 200,
    headers: [...NOT_STORED, ...identityHeadersOf(credential, billingPolicy)],
    body: '',
  };
}

export function refusalAnswer(
  { code, header, because, message, challenge }: CheckRefusal,
  { requestId, issuer }: ProblemContext,
  limited?: RateLimited,
): HttpAnswer {
  const errors = [{ pointer: `#${header}`, code: because, message }];
  const about = { resourceId: undefined, retryAfterSeconds: undefined };
  const problem = problemOf({ code, message, errors, ...about }, requestId, issuer);
  const further = limited === undefined ? [] : Object.entries(rateLimitHeaders(limited.state));
  return {
    status: problem.status,
    headers: [...PROBLEM, 'www-authenticate', challenge, ...further.flat()],
    body: JSON.stringify(problem),
  };
}

/**
 * If Keyplane cannot tell, the answer is 503. The gateway must not let the request in, and may ask
 * again.
 */
export function failureAnswer(failure: Failure, { requestId, issuer }: ProblemContext): HttpAnswer {
  const { message, cause } = failure;
  const told =
    failure.code === 'internal' ? new Failure('unavailable', message, { cause }) : failure;
  const problem = problemOf(told, requestId, issuer);
  const repeat = problem.retryable ? ['retry-after', '1'] : [];
  return {
    status: problem.status,
    headers: [...PROBLEM, ...repeat],
    body: JSON.stringify(problem),
  };
}

/** The client sent no key, or more than one. */
export function withoutKey(presented: Exclude<PresentedKey, { kind: 'key' }>): CheckRefusal {
  const refused = { code: 'unauthenticated', header: 'authorization' } as const;
  const challenge = `${CHALLENGE}, error="invalid_request"`;
  switch (presented.kind) {
    case 'none':
      return {
        ...refused,
        because: 'key_required',
        message:
          'The request has no key. Send a key as `Authorization: Bearer <key>` or ' +
          '`X-API-Key: <key>`.',
        challenge: CHALLENGE,
      };
    case 'several':
      return {
        ...refused,
        header: presented.header,
        because: 'several_keys',
        message:
          'The request has more than one key. Send one, in `Authorization` or in `X-API-Key`.',
        challenge,
      };
    case 'other_scheme':
      return {
        ...refused,
        because: 'unknown_scheme',
        message:
          'The scheme of the `Authorization` header is not Bearer. Send the key as ' +
          '`Authorization: Bearer <key>` or `X-API-Key: <key>`.',
        challenge,
      };
    case 'wrong_space':
      return {
        ...refused,
        because: 'wrong_space',
        message:
          'The `Authorization` header must have exactly one space between `Bearer` and the ' +
          'key. Send it as `Authorization: Bearer <key>`.',
        challenge,
      };
    case 'bearer_in_key_header':
      return {
        ...refused,
        header: 'x-api-key',
        because: 'bearer_in_key_header',
        message:
          'The `X-API-Key` header has `Bearer` before the key. Send the key alone, without `Bearer`.',
        challenge,
      };
  }
}

export type GatewayFault = 'missing' | 'several' | 'not_accepted' | 'not_permitted';

const GATEWAY_FAULTS: Readonly<Record<GatewayFault, string>> = {
  missing:
    'The gateway sent no credential of its own. Configure it to set ' +
    '`Keyplane-Authorization` on the check.',
  several:
    'The request has more than one `Keyplane-Authorization` header. Configure the gateway ' +
    'to replace what its client sends.',
  not_accepted:
    'The credential of the gateway in `Keyplane-Authorization` is not valid. Use a service account key, ' +
    'as Basic (client ID and secret) or Bearer.',
  not_permitted:
    'The credential of the gateway in `Keyplane-Authorization` lacks the permission keys.verify. Give its ' +
    'service account a role that has it.',
};

/** A 403 would say that the client's key is wrong, although the key was not judged. */
export function gatewayRefusal(fault: GatewayFault): CheckRefusal {
  return {
    code: 'unauthenticated',
    header: 'keyplane-authorization',
    because: `gateway_${fault}`,
    message: GATEWAY_FAULTS[fault],
    challenge: GATEWAY_CHALLENGE,
  };
}

type Refused = Exclude<VerificationCode, 'valid' | 'insufficient_permissions'>;

const SENTENCES: Readonly<Record<Refused, string>> = {
  unknown: 'This key is unknown. Check that it is complete and belongs to this team.',
  revoked: 'This key has been revoked. Use another key.',
  expired: 'This key has expired. Use another key.',
  disabled: 'This key is disabled. Ask its owner to enable it.',
  secret_retired: 'This secret has been replaced by a rotation. Use the newer one.',
  owner_disabled: 'The owner of this key is disabled or has left the team. Use another key.',
  team_suspended: 'The team of this key is suspended. Ask the operator of Keyplane.',
  token_expired: 'This access token has expired. Obtain another one.',
  token_revoked: 'This access token has been revoked. Obtain another one.',
  wrong_audience: 'This access token was issued for another service. Obtain one for this service.',
  service_not_enabled:
    'The service key of this token does not have the service enabled. Enable it on the service key.',
  policy_not_offered:
    'The catalog no longer offers the service with the billing policy of this key. Change the policy.',
  model_not_enabled:
    'The service key of this token does not have the model enabled. Enable it on the service key.',
};

/** Keys of service accounts and members have permissions. Services are enabled on service keys. */
const NO_TOKEN =
  'Only tokens of a service key can call a service, and this key is not one. Use a token ' +
  'of a service key on which the service is enabled.';

const FORBIDDEN: readonly VerificationCode[] = [
  'service_not_enabled',
  'policy_not_offered',
  'model_not_enabled',
];

/** 401 if the key is not valid here. 403 if it is valid, but not for this request. */
export function refusalOf(
  verification: Exclude<Verification, { code: 'valid' }>,
  header: KeyHeader,
): CheckRefusal {
  const { code } = verification;
  if (code === 'insufficient_permissions') return lackingPermissions(verification, header);
  const call = verification.credential === null ? null : verification.call;
  if (FORBIDDEN.includes(code)) {
    return {
      code: 'insufficient_permissions',
      header,
      because: code,
      message: call?.serviceKey === null ? NO_TOKEN : SENTENCES[code as Refused],
      challenge: `${CHALLENGE}, error="insufficient_scope"`,
    };
  }
  return {
    code: 'unauthenticated',
    header,
    because: code,
    message: SENTENCES[code as Refused],
    challenge: `${CHALLENGE}, error="invalid_token"`,
  };
}

function lackingPermissions({ missing }: KnownVerification, header: KeyHeader): CheckRefusal {
  const scope = missing.join(' ');
  const named = scope.length > MAX_SCOPE_LENGTH ? '' : `, scope="${scope}"`;
  return {
    code: 'insufficient_permissions',
    header,
    because: 'insufficient_permissions',
    message: `This key lacks required permissions: ${missing.join(', ')}. Use a key that has them.`,
    challenge: `${CHALLENGE}, error="insufficient_scope"${named}`,
  };
}
