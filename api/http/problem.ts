import type { Failure, FailureCode, FieldFailure } from '../domain/failure';
import { shownErrors } from './bounded-text';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /**
   * The same request may succeed after this time, although nothing else changes. `varies` if only
   * some of these failures know such a time. If absent, the request is refused again until
   * something else has changed.
   */
  readonly retryAfterSeconds?: number | 'varies';
}

/** The one place that turns the name of a failure into a status. */
export const PROBLEMS: Readonly<Record<FailureCode, ProblemKind>> = {
  invalid_request: { status: 422, title: 'The request is not valid' },
  malformed_body: { status: 400, title: 'The request body is not JSON' },
  unauthenticated: { status: 401, title: 'Valid credentials required' },
  cross_origin: { status: 403, title: 'Request from another origin' },
  unknown_team: { status: 403, title: 'Not a member of this team' },
  insufficient_permissions: { status: 403, title: 'Missing permission' },
  role_escalation: { status: 403, title: 'Permission cannot be granted' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  request_in_progress: {
    status: 409,
    title: 'The same request is still in progress',
    retryAfterSeconds: 1,
  },
  answer_erased: { status: 409, title: 'The answer to this request has been erased' },
  key_expired: { status: 409, title: 'The key has expired' },
  key_revoked: { status: 409, title: 'The key has been revoked' },
  key_limit_reached: { status: 409, title: 'Key limit reached' },
  rotation_in_progress: {
    status: 409,
    title: 'A rotation is in progress',
    retryAfterSeconds: 'varies',
  },
  public_key_unchanged: { status: 409, title: 'Public key is already in use by this key' },
  expiry_not_earlier: { status: 409, title: 'Expiry can only move earlier' },
  lifetime_exceeds_team_limit: { status: 422, title: 'The key would outlive the team limit' },
  expiry_required_by_team: { status: 422, title: 'Keys of this team must expire' },
  secret_delivery_not_allowed: {
    status: 422,
    title: 'The team does not allow this delivery of secrets',
  },
  team_policy_declared: { status: 409, title: 'Team policy is already declared' },
  free_key_exists: { status: 409, title: 'Free service key already exists' },
  free_key_fixed: { status: 409, title: 'Free service key cannot be changed' },
  terms_not_accepted: { status: 422, title: 'Terms of use not accepted' },
  not_assigned: { status: 403, title: 'Member is not assigned to the service key' },
  sign_up_closed: { status: 403, title: 'Sign-up is closed' },
  role_in_use: { status: 409, title: 'The role is in use' },
  services_in_use: { status: 409, title: 'Paid service keys would lose a service' },
  insufficient_funds: { status: 402, title: 'Insufficient funds' },
  currency_mismatch: { status: 409, title: 'The currencies differ' },
  charge_conflict: { status: 409, title: 'Charge ID is already in use' },
  wrong_charge_state: { status: 409, title: 'The state of the charge does not allow this' },
  wallet_not_empty: { status: 409, title: 'The wallet holds money' },
  wallet_in_use: { status: 409, title: 'The wallet is in use' },
  last_operator_key: { status: 409, title: 'The last operator key cannot be revoked' },
  last_owner: { status: 409, title: 'A team must keep at least one owner' },
  email_in_use: { status: 409, title: 'Email address is already in use' },
  sign_in_link_invalid: { status: 409, title: 'The sign-in link is used, expired or unknown' },
  invitation_invalid: { status: 409, title: 'The invitation is used, expired or unknown' },
  run_ended: { status: 409, title: 'The run has ended' },
  run_lease_expired: { status: 409, title: "The run's lease has expired" },
  run_in_doubt: {
    status: 409,
    title: 'Another run may be creating the same object',
    retryAfterSeconds: 1,
  },
  abandoned_creation: { status: 409, title: 'An interrupted run created the same object' },
  invitation_accepted: { status: 409, title: 'The invitation has been accepted' },
  member_left: { status: 409, title: 'The member has left the team' },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
  },
  precondition_failed: { status: 412, title: 'The object has changed since it was read' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The request body must be JSON' },
  malformed_request: { status: 400, title: 'The HTTP request is malformed' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  headers_too_large: { status: 431, title: 'The headers are too large' },
  rate_limited: { status: 429, title: 'Too many requests', retryAfterSeconds: 1 },
  unavailable: { status: 503, title: 'Keyplane cannot answer right now', retryAfterSeconds: 1 },
  // Unforeseen errors come most often from a database that restarts or fails over.
  internal: { status: 500, title: 'Internal error', retryAfterSeconds: 1 },
};

/** Undefined if a repeat cannot help. */
function retryAfterSecondsOf(failure: RetryableFailure): number | undefined {
  const usual = PROBLEMS[failure.code].retryAfterSeconds;
  return failure.retryAfterSeconds ?? (usual === 'varies' ? undefined : usual);
}

type RetryableFailure = Pick<Failure, 'code' | 'retryAfterSeconds'>;

/** `Retry-After` (RFC 9110, section 10.2.3) of every refusal after which a repeat can succeed. */
export function retryAfterHeader(failure: RetryableFailure): Readonly<Record<string, string>> {
  const seconds = retryAfterSecondsOf(failure);
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}

/** The page of the documentation about a problem. @param issuer the URL of the server, without a slash at its end */
export const problemType = (issuer: string, code: FailureCode) => `${issuer}/docs/errors/${code}`;

/** RFC 9457, with a stable `code` and whether the same request may succeed later. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: FailureCode;
  readonly detail: string;
  readonly retryable: boolean;
  readonly errors: readonly FieldFailure[];
  /** The existing object that prevents the request, if there is one. */
  readonly resource_id?: string;
  readonly request_id: string;
}

/**
 * @param issuer the URL of the server, where the documentation explains the problem
 * @param mostErrors how many wrong fields it lists; if absent, the maximum for any answer
 */
export function problemOf(
  failure: RetryableFailure & Pick<Failure, 'message' | 'errors' | 'resourceId'>,
  requestId: string,
  issuer: string,
  mostErrors?: number,
): Problem {
  const { status, title } = PROBLEMS[failure.code];
  const { detail, errors } = shownErrors(failure, mostErrors);
  return {
    type: problemType(issuer, failure.code),
    title,
    status,
    code: failure.code,
    detail,
    retryable: retryAfterSecondsOf(failure) !== undefined,
    errors,
    ...(failure.resourceId !== undefined && { resource_id: failure.resourceId }),
    request_id: requestId,
  };
}
