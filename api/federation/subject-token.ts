import { compactVerify, errors } from 'jose';
import type { Trust } from './federated-identity';
import type { IssuerKeys, KeySet } from './issuer-keys';
import { matchesPattern } from './subject-pattern';
import { SUBJECT_TOKEN_ALGORITHMS } from './subject-token-faults';
import { isTokenId, type TokenClaims } from './token-claims';

/** Why a token that its issuer signed is not trusted. The audit trail stores it. */
export type Distrust =
  | 'audience_not_trusted'
  | 'subject_not_trusted'
  | 'claims_not_trusted'
  | 'pull_request_not_trusted'
  | 'token_id_missing';

/** `unknown` if nothing proves it, because the issuer cannot be asked for its keys. */
export type SignatureVerdict = 'signed' | 'not_signed' | 'unknown';

/** Whether the issuer signed the token with one of its current keys, by an asymmetric algorithm. */
export async function verifySignature(
  token: string,
  issuer: string,
  keys: IssuerKeys,
): Promise<SignatureVerdict> {
  const known = await keys.of(issuer);
  if (known === undefined) return 'unknown';
  const verdict = await verify(token, known);
  if (verdict !== 'no_such_key') return verdict;
  const fresh = await keys.afresh(issuer);
  if (fresh === undefined) return 'unknown';
  return (await verify(token, fresh)) === 'signed' ? 'signed' : 'not_signed';
}

async function verify(
  token: string,
  keys: KeySet,
): Promise<'signed' | 'not_signed' | 'no_such_key'> {
  try {
    const { protectedHeader } = await compactVerify(token, keys, {
      algorithms: SUBJECT_TOKEN_ALGORITHMS,
    });
    // RFC 7797: what is signed would not be the payload that was read.
    return protectedHeader.b64 === false ? 'not_signed' : 'signed';
  } catch (error) {
    // jose also throws errors of its own and of the cryptography below it, for example about a malformed
    // key. Nothing else happens here, so each of them means that nothing was verified.
    return error instanceof errors.JWKSNoMatchingKey ? 'no_such_key' : 'not_signed';
  }
}

/** Why this trust does not cover a token that was verified; `undefined` if it does. */
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

/** The claims of GitHub and GitLab that show that a token belongs to a pull request or merge request. */
const TRIGGERS = ['event_name', 'pipeline_source', 'ref'] as const;

/**
 * The author of a pull request (GitHub) or merge request (GitLab) chooses what runs in it. A trigger that
 * is not a string cannot be trusted.
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
