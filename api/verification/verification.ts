import type { Credential } from '../credentials/credential';
import { CALL_REFUSALS, type CallAuthorization } from './call-authorization';

export const VERIFICATION_CODES = [
  'valid',
  'unknown',
  'revoked',
  'expired',
  'disabled',
  'secret_retired',
  'owner_disabled',
  'team_suspended',
  'token_expired',
  'token_revoked',
  'wrong_audience',
  'insufficient_permissions',
  ...CALL_REFUSALS,
] as const;

export type VerificationCode = (typeof VERIFICATION_CODES)[number];

export interface KnownVerification {
  readonly code: Exclude<VerificationCode, 'unknown'>;
  readonly credential: Credential;
  /**
   * The requested permissions that the key has, and those that it lacks. Both lists are empty if
   * the key is not valid at all.
   */
  readonly held: readonly string[];
  readonly missing: readonly string[];
  /** Set if a call was asked about and the key is valid apart from the call. */
  readonly call: CallAuthorization | null;
}

export type Verification =
  { readonly code: 'unknown'; readonly credential: null } | KnownVerification;
