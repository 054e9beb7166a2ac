import type { BadFederation } from '../credentials/federated-credential';
import type { FederatedIdentity } from './federated-identity';
import { distrustOf, type Distrust } from './subject-token';
import { isOver, isYetToCome, type TokenClaims } from './token-claims';

/** Why a token that its issuer signed is refused. The audit trail stores it. */
export type RefusedBecause =
  Distrust | BadFederation | 'token_expired' | 'token_not_yet_valid' | 'token_replayed';

export interface ClaimsVerdict {
  /** The identity that trusts the token, or in whose trail the refusal is recorded. */
  readonly identity: FederatedIdentity;
  /** `undefined` if the identity trusts the token. */
  readonly because: RefusedBecause | undefined;
}

/** Which of the identities with this issuer trusts these claims now. `undefined` if none does. */
export function judgeClaims(
  identities: readonly FederatedIdentity[],
  claims: TokenClaims,
  now: Date,
): ClaimsVerdict | undefined {
  const covering = identities.filter((one) => distrustOf(one, claims) === undefined);
  const identity = firstEnabled(covering) ?? firstEnabled(identities);
  return identity && { identity, because: refusalBy(identity, claims, now) };
}

function firstEnabled(identities: readonly FederatedIdentity[]): FederatedIdentity | undefined {
  return identities.find(({ disabledAt }) => disabledAt === null) ?? identities[0];
}

function refusalBy(
  identity: FederatedIdentity,
  claims: TokenClaims,
  now: Date,
): RefusedBecause | undefined {
  const distrust = distrustOf(identity, claims);
  if (distrust !== undefined) return distrust;
  if (identity.disabledAt !== null) return 'identity_disabled';
  if (isOver(claims, now)) return 'token_expired';
  return isYetToCome(claims, now) ? 'token_not_yet_valid' : undefined;
}
