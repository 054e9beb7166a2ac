import { decodeJwt, errors, jwtVerify } from 'jose';
import type { Clock } from '../domain/clock';
import type { Trust } from './federated-identity';
import type { IssuerKeys, KeySet } from './issuer-keys';
import { matchesPattern } from './subject-pattern';
import { isTokenId, typedClaims, typedIssuer, type TokenClaims } from './token-claims';

const MAX_LENGTH = 16_384;
export const CLOCK_TOLERANCE_SECONDS = 60;

/** Asymmetric ones alone: a public key is no HMAC secret, and `none` is no signature. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** Why a token that its issuer did sign is not trusted; the audit trail keeps it. */
export type Distrust =
  | 'audience_not_trusted'
  | 'subject_not_trusted'
  | 'claims_not_trusted'
  | 'pull_request_not_trusted'
  | 'token_id_missing';

/** Which issuer a token claims: said by nobody in particular until its signature is verified. */
export function claimedIssuer(token: string): string | undefined {
  if (token.length > MAX_LENGTH) return undefined;
  try {
    return typedIssuer(decodeJwt(token).iss);
  } catch {
    return undefined;
  }
}

/**
 * What the issuer says in the token; `undefined` unless it did say so, for now. With 60 seconds
 * between the clocks, and `exp` and `iat` required.
 */
export async function verifiedClaims(
  token: string,
  issuer: string,
  { keys, clock }: { keys: IssuerKeys; clock: Clock },
): Promise<TokenClaims | undefined> {
  const known = await keys.of(issuer);
  if (known === undefined) return undefined;
  try {
    return await verify(token, issuer, known, clock);
  } catch (error) {
    // jose throws errors of its own and of the cryptography below it, about a malformed key for
    // example. Nothing else happens in there, so each of them means that nothing was verified.
    if (!(error instanceof errors.JWKSNoMatchingKey)) return undefined;
  }
  const fresh = await keys.afresh(issuer);
  return fresh && verify(token, issuer, fresh, clock).catch(() => undefined);
}

async function verify(token: string, issuer: string, keys: KeySet, clock: Clock) {
  const now = clock.now();
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    algorithms: ALGORITHMS,
    requiredClaims: ['sub', 'exp', 'iat'],
    currentDate: now,
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
  });
  const claims = typedClaims(payload);
  if (claims === undefined) return undefined;
  const isOfTheFuture = claims.iat > now.getTime() / 1000 + CLOCK_TOLERANCE_SECONDS;
  return isOfTheFuture ? undefined : claims;
}

/** Why this trust does not cover a token that was verified; `undefined`: it does. */
export function distrustOf(trust: Trust, payload: TokenClaims): Distrust | undefined {
  const { audience, subjectPattern, claims, allowPullRequests, replayProtection } = trust;
  const { sub, jti } = payload;
  if (![payload.aud].flat().includes(audience)) return 'audience_not_trusted';
  if (subjectPattern !== null && !matchesPattern(subjectPattern, sub)) {
    return 'subject_not_trusted';
  }
  if (!Object.entries(claims).every(([name, value]) => claimIs(payload, name, value))) {
    return 'claims_not_trusted';
  }
  if (!allowPullRequests && isOfPullRequest(payload)) return 'pull_request_not_trusted';
  if (replayProtection && !isTokenId(jti)) return 'token_id_missing';
  return undefined;
}

function claimIs(payload: TokenClaims, name: string, wanted: string): boolean {
  const given = Object.hasOwn(payload, name) ? payload[name] : undefined;
  return ['string', 'number', 'boolean'].includes(typeof given) && String(given) === wanted;
}

/** Of GitHub and GitLab: what says that a token is of a pull request or merge request. */
const TRIGGERS = ['event_name', 'pipeline_source', 'ref'] as const;

/**
 * Whoever opens a pull request, of GitHub or merge request, of GitLab, chooses what runs in it. A
 * trigger that is no text says nothing that could be trusted.
 */
function isOfPullRequest({ sub, ...claims }: TokenClaims): boolean {
  const triggers = TRIGGERS.map((name) => claims[name] ?? '');
  if (!triggers.every((trigger) => typeof trigger === 'string')) return true;
  const [eventName = '', pipelineSource = '', ref = ''] = triggers;
  return (
    eventName.startsWith('pull_request') ||
    pipelineSource === 'merge_request_event' ||
    ref.startsWith('refs/pull/') ||
    sub.split(':').some((part) => part === 'pull_request') ||
    sub.includes('refs/pull/')
  );
}
