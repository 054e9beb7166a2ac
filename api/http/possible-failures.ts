import type { FailureCode } from '../domain/failure';
import type { Endpoint } from './endpoint';

const RUN_FAILURES = ['run_ended', 'run_lease_expired'] as const;
const CREATE_FAILURES = [
  'idempotency_key_reused',
  'request_in_progress',
  'answer_erased',
  ...RUN_FAILURES,
  'run_in_doubt',
  'abandoned_creation',
] as const;
const CHANGE_FAILURES = ['precondition_failed', ...RUN_FAILURES] as const;
const BODY_FAILURES = [
  'malformed_body',
  'payload_too_large',
  'unsupported_media_type',
  'invalid_request',
] as const;
/** The database cannot be used, or something unforeseen happened. */
const SERVER_FAILURES = ['internal', 'unavailable'] as const;

/**
 * Every failure of this endpoint that follows from its declaration. `failures` names only what its use case
 * adds.
 */
export function possibleFailures(endpoint: Endpoint): readonly FailureCode[] {
  const { access, method, hot, params, body, idempotent, conditional } = endpoint;
  const codes: readonly FailureCode[] = [
    ...(access === 'public' ? [] : CALLER_FAILURES),
    ...(access === 'public' || hot
      ? []
      : SESSION_FAILURES.filter((code) => code !== 'cross_origin' || method !== 'get')),
    ...(access === 'public' || access === 'authenticated'
      ? []
      : (['insufficient_permissions'] as const)),
    ...(access === 'authenticated' && endpoint.narrowed !== 'allowed'
      ? (['insufficient_permissions'] as const)
      : []),
    ...(params === undefined ? [] : (['not_found'] as const)),
    // Applies even if no query is declared, because the query of a request may not be UTF-8.
    'invalid_request',
    ...(body === undefined ? [] : BODY_FAILURES),
    ...(idempotent ? CREATE_FAILURES : []),
    ...(conditional ? CHANGE_FAILURES : []),
    ...(endpoint.failures ?? []),
    ...SERVER_FAILURES,
  ];
  return [...new Set(codes)];
}

/** How a caller with a credential can be refused. Its headers can name a stack and a run. */
const CALLER_FAILURES = ['unauthenticated', 'rate_limited', 'invalid_request'] as const;
/** How a caller with a session can be refused. Hot endpoints ignore sessions. */
const SESSION_FAILURES = ['unknown_team', 'cross_origin'] as const;
