import { FAILURE_CODES } from './failure';

export const SUCCESS = 'success';

/** The outcomes of an event. A filter by any other outcome is a typo, and is refused. */
export const AUDIT_OUTCOMES = [
  SUCCESS,
  ...FAILURE_CODES,
  // Why a key, or an access token, was refused although its secret was right.
  'revoked',
  'expired',
  'disabled',
  'secret_retired',
  'owner_disabled',
  'team_suspended',
  'identity_disabled',
  'trust_changed',
  'token_revoked',
  // Why the token of an external issuer was not exchanged.
  'audience_not_trusted',
  'subject_not_trusted',
  'claims_not_trusted',
  'pull_request_not_trusted',
  'token_id_missing',
  'token_replayed',
  'token_expired',
  'token_not_yet_valid',
] as const;

export type AuditOutcome = (typeof AUDIT_OUTCOMES)[number];
