import type { Failure, FailureCode, FieldFailure } from '../domain/failure';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** The one place where a failure's name becomes a status. */
export const PROBLEMS: Readonly<Record<FailureCode, ProblemKind>> = {
  invalid_request: { status: 422, title: 'The request is not valid' },
  malformed_body: { status: 400, title: 'The request body is not JSON' },
  unauthenticated: { status: 401, title: 'Valid credentials are needed' },
  insufficient_permissions: { status: 403, title: 'A permission is missing' },
  role_escalation: { status: 403, title: 'Nobody can grant what they lack' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'The request conflicts with another' },
  key_expired: { status: 409, title: 'The key has expired' },
  key_revoked: { status: 409, title: 'The key has been revoked' },
  key_limit_reached: { status: 409, title: 'The service account has all the keys it may have' },
  rotation_in_progress: { status: 409, title: 'A rotation is in progress' },
  public_key_unchanged: { status: 409, title: 'Public key is already in use by this key' },
  expiry_not_earlier: { status: 409, title: 'An expiry only moves earlier' },
  lifetime_exceeds_team_limit: { status: 422, title: 'The key would outlive the team limit' },
  expiry_required_by_team: { status: 422, title: 'Keys of this team have to expire' },
  secret_delivery_not_allowed: {
    status: 422,
    title: 'The team does not allow this delivery of secrets',
  },
  free_key_exists: { status: 409, title: 'The team has its free service key' },
  free_key_fixed: { status: 409, title: 'This of the free service key is fixed' },
  terms_not_accepted: { status: 422, title: 'The terms have to be accepted' },
  not_assigned: { status: 403, title: 'Only an assigned member may do this' },
  sign_up_closed: { status: 403, title: 'Nobody can sign up here' },
  role_in_use: { status: 409, title: 'The role is in use' },
  insufficient_funds: { status: 402, title: 'The wallet cannot pay for it' },
  currency_mismatch: { status: 409, title: 'The currencies differ' },
  charge_conflict: { status: 409, title: 'The charge ID stands for another charge or state' },
  wallet_not_empty: { status: 409, title: 'The wallet holds money' },
  wallet_in_use: { status: 409, title: 'The wallet is in use' },
  last_owner: { status: 409, title: 'A team keeps at least one owner' },
  email_in_use: { status: 409, title: 'The team has a member of this address' },
  invitation_invalid: { status: 409, title: 'The invitation is used, expired or unknown' },
  run_ended: { status: 409, title: 'The run has ended' },
  run_lease_expired: { status: 409, title: "The run's lease has expired" },
  run_in_doubt: { status: 409, title: 'Another run may be creating the same' },
  abandoned_creation: { status: 409, title: 'An interrupted run created the same' },
  idempotency_key_reused: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
  },
  precondition_failed: { status: 412, title: 'It has changed since it was read' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The request body must be JSON' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Keyplane cannot answer right now' },
  internal: { status: 500, title: 'Something went wrong in Keyplane' },
};

/** RFC 9457, with a stable `code`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: FailureCode;
  readonly detail: string;
  readonly errors: readonly FieldFailure[];
  /** The object that is in the way, if it is one. */
  readonly resource_id?: string;
  readonly request_id: string;
}

export function problemOf(
  failure: Pick<Failure, 'code' | 'message' | 'errors' | 'resourceId'>,
  requestId: string,
): Problem {
  const { status, title } = PROBLEMS[failure.code];
  return {
    type: `urn:keyplane:problem:${failure.code}`,
    title,
    status,
    code: failure.code,
    detail: failure.message,
    errors: failure.errors,
    ...(failure.resourceId !== undefined && { resource_id: failure.resourceId }),
    request_id: requestId,
  };
}
