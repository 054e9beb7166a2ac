import { decodeJwt, decodeProtectedHeader } from 'jose';
import { shownSecond } from '../domain/shown-second';
import { isOver, isYetToCome, typedClaims, typedIssuer, type TokenClaims } from './token-claims';

/** Only asymmetric algorithms: a public key is not an HMAC secret, and `none` is not a signature. */
export const SUBJECT_TOKEN_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const MAX_LENGTH = 16_384;
const ANOTHER = 'Get a new token from its issuer and send it immediately.';

/** What a token says about itself. It is not trusted until its signature is verified. */
export interface ClaimedToken {
  /** `undefined` if no federated identity could trust the issuer. */
  readonly issuer: string | undefined;
  /** `undefined` if no federated identity could trust the claims. */
  readonly claims: TokenClaims | undefined;
  /** Why no federated identity can trust it now, whatever the identity trusts. */
  readonly fault: string | undefined;
}

/**
 * Nothing is looked up. The answer follows from the token and the clock. So anybody may be told, and nobody
 * learns from it which issuers are trusted.
 */
export function readClaimedToken(token: string, now: Date): ClaimedToken {
  if (token.length > MAX_LENGTH) {
    return unreadable(
      `subject_token has ${token.length} characters. It must be one JWT of at most ` +
        `${MAX_LENGTH} characters.`,
    );
  }
  try {
    const payload = decodeJwt(token);
    const { alg } = decodeProtectedHeader(token);
    const claims = typedClaims(payload);
    return {
      issuer: typedIssuer(payload.iss),
      claims,
      fault: algorithmFault(alg) ?? (claims ? timeFault(claims, now) : claimsFault(payload)),
    };
  } catch {
    return unreadable(
      'subject_token is not a signed JWT. Send the token that the issuer gave you, unchanged: ' +
        'header, payload and signature in base64url, with dots between them.',
    );
  }
}

function unreadable(fault: string): ClaimedToken {
  return { issuer: undefined, claims: undefined, fault };
}

function algorithmFault(alg: unknown): string | undefined {
  return SUBJECT_TOKEN_ALGORITHMS.some((known) => known === alg)
    ? undefined
    : 'subject_token is signed with an algorithm that does not prove its issuer. Its alg ' +
        `must be one of ${SUBJECT_TOKEN_ALGORITHMS.join(', ')}.`;
}

function timeFault(claims: TokenClaims, now: Date): string | undefined {
  const { exp, nbf, iat } = claims;
  const clock = `The time at Keyplane is ${shownSecond(Math.floor(now.getTime() / 1000))}.`;
  if (isOver(claims, now)) {
    return `subject_token expired at ${shownSecond(exp)}. ${clock} ${ANOTHER}`;
  }
  if (!isYetToCome(claims, now)) return undefined;
  const [name, second] = nbf !== undefined && nbf > iat ? ['nbf', nbf] : ['iat', iat];
  return (
    `subject_token is not valid yet: its ${name} is ${shownSecond(second)}. ${clock} ` +
    'Compare the clocks of the issuer and of Keyplane.'
  );
}

const REQUIRED = ['iss', 'sub', 'exp', 'iat'];

function claimsFault(payload: object): string {
  const missing = REQUIRED.filter((name) => !Object.hasOwn(payload, name));
  return missing.length > 0
    ? `subject_token lacks ${missing.join(', ')}. Its issuer must set ${REQUIRED.join(', ')}.`
    : 'A claim of subject_token has a wrong type or length: iss, sub, aud, exp, iat and nbf must be ' +
        'as RFC 7519 says.';
}
