import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Clock } from '../domain/clock';
import type { Trust } from './federated-identity';
import type { IssuerKeys, KeySet } from './issuer-keys';
import { matchesPattern } from './subject-pattern';

const MAX_LENGTH = 16_384;
const MAX_JTI_LENGTH = 255;
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
    return decodeJwt(token).iss;
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
): Promise<JWTPayload | undefined> {
  const known = await keys.of(issuer);
  if (known === undefined) return undefined;
  try {
    return await verify(token, issuer, known, clock);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) return refused(error);
  }
  const fresh = await keys.afresh(issuer);
  return fresh && verify(token, issuer, fresh, clock).catch(refused);
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
  const isOfTheFuture = (payload.iat ?? 0) > now.getTime() / 1000 + CLOCK_TOLERANCE_SECONDS;
  return isOfTheFuture ? undefined : payload;
}

function refused(error: unknown): undefined {
  if (error instanceof errors.JOSEError) return undefined;
  throw error;
}

/** Why this trust does not cover a token that was verified; `undefined`: it does. */
export function distrustOf(trust: Trust, payload: JWTPayload): Distrust | undefined {
  const { audience, subjectPattern, claims, allowPullRequests, replayProtection } = trust;
  const { sub = '', jti } = payload;
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

function claimIs(payload: JWTPayload, name: string, wanted: string): boolean {
  const given = Object.hasOwn(payload, name) ? payload[name] : undefined;
  return ['string', 'number', 'boolean'].includes(typeof given) && String(given) === wanted;
}

/** Whoever opens a pull request, of GitHub or merge request, of GitLab, chooses what runs in it. */
function isOfPullRequest({ sub = '', ...claims }: JWTPayload): boolean {
  return (
    String(claims['event_name'] ?? '').startsWith('pull_request') ||
    claims['pipeline_source'] === 'merge_request_event' ||
    String(claims['ref'] ?? '').startsWith('refs/pull/') ||
    sub.split(':').some((part) => part === 'pull_request') ||
    sub.includes('refs/pull/')
  );
}

function isTokenId(jti: unknown): boolean {
  return typeof jti === 'string' && jti !== '' && jti.length <= MAX_JTI_LENGTH;
}
