/**
 * Every reason for which Keyplane refuses a request: the `code` in the answer. `http/problem.ts` gives
 * each its status.
 */
export const FAILURE_CODES = [
  'invalid_request',
  'malformed_body',
  'unauthenticated',
  'cross_origin',
  'unknown_team',
  'insufficient_permissions',
  'role_escalation',
  'not_found',
  'method_not_allowed',
  'request_in_progress',
  'answer_erased',
  'key_expired',
  'key_revoked',
  'key_limit_reached',
  'rotation_in_progress',
  'public_key_unchanged',
  'expiry_not_earlier',
  'lifetime_exceeds_team_limit',
  'expiry_required_by_team',
  'secret_delivery_not_allowed',
  'team_policy_declared',
  'free_key_exists',
  'free_key_fixed',
  'terms_not_accepted',
  'not_assigned',
  'sign_up_closed',
  'role_in_use',
  'services_in_use',
  'insufficient_funds',
  'currency_mismatch',
  'charge_conflict',
  'wrong_charge_state',
  'wallet_not_empty',
  'wallet_in_use',
  'last_owner',
  'last_operator_key',
  'email_in_use',
  'invitation_invalid',
  'sign_in_link_invalid',
  'run_ended',
  'run_lease_expired',
  'run_in_doubt',
  'abandoned_creation',
  'invitation_accepted',
  'member_left',
  'idempotency_key_reused',
  'precondition_failed',
  'payload_too_large',
  'unsupported_media_type',
  'malformed_request',
  'request_timeout',
  'headers_too_large',
  'rate_limited',
  'unavailable',
  'internal',
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

/** What is wrong with one field: `pointer` is an RFC 6901 JSON pointer, or `?name` for the query. */
export interface FieldFailure {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/**
 * A refusal with a name. `message` is public: it reaches the caller as `detail`, so it says what
 * to do and holds no secret; `cause` is for us and is only logged.
 */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly errors: readonly FieldFailure[];
  /** The existing object that prevents the request, if there is one. */
  readonly resourceId: string | undefined;
  /**
   * After how long the same request may succeed. If undefined, the time in `http/problem.ts` for
   * the code counts.
   */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: FailureCode,
    message: string,
    options: {
      errors?: readonly FieldFailure[];
      resourceId?: string | undefined;
      cause?: unknown;
      retryAfterSeconds?: number | undefined;
    } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.errors = options.errors ?? [];
    this.resourceId = options.resourceId;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/**
 * The failure for an object that a request names in its body and that does not exist, or that the caller
 * may not see. The answer is the same for both.
 */
export function unknownReference(what: string, pointer: string): Failure {
  const code = `unknown_${what.replaceAll(' ', '_')}`;
  return invalidField(
    pointer,
    code,
    `This ${what} does not exist in this team, or you may not see it.`,
  );
}

const UNKNOWN_OWNERS = ['unknown_service_account', 'unknown_service_key'];

/** Whether the caller may not create anything for the owner that the request names. */
export function namesUnknownOwner({ errors }: Failure): boolean {
  return errors.some(({ code }) => UNKNOWN_OWNERS.includes(code));
}

/** The one answer for an object that does not exist and for an object that the caller may not see. */
export function notFound(what: string): Failure {
  return new Failure('not_found', `This ${what} does not exist, or you may not see it.`);
}

export function invalidField(pointer: string, code: string, message: string): Failure {
  return new Failure('invalid_request', message, { errors: [{ pointer, code, message }] });
}

/** Runs the work. If it fails, the pointers of the failure are put below `pointer` in the request. */
export async function within<T>(pointer: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const errors = error.errors.map((field) => ({ ...field, pointer: pointer + field.pointer }));
    const { cause, resourceId, retryAfterSeconds } = error;
    const about = { resourceId, retryAfterSeconds };
    throw new Failure(error.code, error.message, { errors, cause, ...about });
  }
}
