import { decodeJwt, decodeProtectedHeader } from 'jose';
import { maskSecrets } from '../domain/mask-secrets';
import { shownSecond } from '../domain/shown-second';
import { isClientId } from '../keys/client-id';

/** Every algorithm that some kind of client key may sign with. */
export const ASSERTION_ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];
export const MAX_LIFETIME_SECONDS = 300;
export const CLOCK_TOLERANCE_SECONDS = 30;

const MAX_LENGTH = 8192;
const MAX_JTI_LENGTH = 255;
const MOST_SHOWN = 80;

/** An assertion that keeps every rule that can be judged without knowing its client. */
export interface SoundAssertion {
  readonly clientId: string;
  readonly kid: string | undefined;
  readonly jti: string;
  readonly exp: number;
}

export type ReadAssertion =
  | { readonly sound: SoundAssertion }
  /** Which rules it breaks, in words for its sender. */
  | { readonly broken: string };

interface Expected {
  readonly issuer: string;
  readonly now: Date;
}

type Members = Readonly<Record<string, unknown>>;

/**
 * RFC 7523, section 3, as far as the assertion alone shows it. Nothing is looked up, so the answer is the
 * same whether its client exists or not, and anybody may be told.
 */
export function readAssertion(assertion: string, expected: Expected): ReadAssertion {
  if (assertion.length > MAX_LENGTH) {
    return {
      broken:
        `client_assertion has ${assertion.length} characters. It must have at most ` +
        `${MAX_LENGTH}.`,
    };
  }
  const decoded = decode(assertion);
  if (decoded === undefined) {
    return {
      broken:
        'client_assertion is not a signed JWT. Send its compact form: header, payload and ' +
        'signature in base64url, with dots between them.',
    };
  }
  const { header, claims } = decoded;
  const broken = [...headerFaults(header), ...claimFaults(claims, expected)];
  const { sub, jti, exp } = claims;
  const isSound =
    broken.length === 0 && isClientId(sub) && typeof jti === 'string' && typeof exp === 'number';
  if (!isSound) return { broken: broken.join(' ') };
  return { sound: { clientId: sub, kid: header['kid'] as string | undefined, jti, exp } };
}

function decode(assertion: string): { header: Members; claims: Members } | undefined {
  try {
    return { header: { ...decodeProtectedHeader(assertion) }, claims: decodeJwt(assertion) };
  } catch {
    return undefined;
  }
}

function headerFaults({ alg, kid, crit }: Members): string[] {
  const isKnown = ASSERTION_ALGORITHMS.some((known) => known === alg);
  return [
    ...(isKnown
      ? []
      : [
          `The alg of the client_assertion is ${shown(alg)}. It must be one of ` +
            `${ASSERTION_ALGORITHMS.join(', ')}.`,
        ]),
    ...(kid === undefined || typeof kid === 'string'
      ? []
      : [`The kid of the client_assertion is ${shown(kid)}. It must be a string.`]),
    ...(crit === undefined ? [] : ['The client_assertion has a crit header. Omit it.']),
  ];
}

function claimFaults(claims: Members, { issuer, now }: Expected): string[] {
  const { iss, sub, aud, jti } = claims;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const isForIssuer = audiences.length === 1 && audiences[0] === issuer;
  const faults = [
    isClientId(sub) ? '' : `sub is ${shown(sub)}. It must be the client ID (kpi_...) of your key.`,
    iss === sub ? '' : `iss is ${shown(iss)}. It must be the client ID, as sub is.`,
    isForIssuer ? '' : `aud is ${shown(aud)}. It must be ${issuer}, the issuer, and nothing else.`,
    typeof jti === 'string' && jti !== '' && jti.length <= MAX_JTI_LENGTH
      ? ''
      : `jti is ${shown(jti)}. It must be a new string of 1 to ${MAX_JTI_LENGTH} characters.`,
    ...timeFaults(claims, now.getTime() / 1000),
  ];
  return faults.filter((fault) => fault !== '');
}

function timeFaults({ exp, nbf, iat }: Members, now: number): string[] {
  const clock = `The time at Keyplane is ${shownSecond(Math.floor(now))}.`;
  return [
    expiryFault({ exp, iat }, now, clock),
    ...Object.entries({ nbf, iat }).map(([name, second]) => {
      if (second === undefined) return '';
      if (typeof second !== 'number') return `${name} is ${shown(second)}. It must be a number.`;
      return second <= now + CLOCK_TOLERANCE_SECONDS
        ? ''
        : `${name} is ${shownSecond(second)}, which is in the future. ${clock}`;
    }),
  ];
}

/**
 * An assertion lives for at most 300 seconds from its `iat`. Without `iat`, it counts from now. If
 * clocks differ, it ends earlier or later by Keyplane's time, but it does not live longer.
 */
function expiryFault({ exp, iat }: Members, now: number, clock: string): string {
  if (typeof exp !== 'number') {
    return `exp is ${shown(exp)}. It must be a time in the next ${MAX_LIFETIME_SECONDS} seconds.`;
  }
  if (exp <= now - CLOCK_TOLERANCE_SECONDS) {
    return `The client_assertion expired at ${shownSecond(exp)}. ${clock}`;
  }
  if (typeof iat === 'number') {
    return exp - iat <= MAX_LIFETIME_SECONDS
      ? ''
      : `exp is ${shownSecond(exp)}, which is ${exp - iat} seconds after iat. It must be at most ` +
          `${MAX_LIFETIME_SECONDS} seconds after it.`;
  }
  return exp <= now + MAX_LIFETIME_SECONDS
    ? ''
    : `exp is ${shownSecond(exp)}. Without iat it must be at most ${MAX_LIFETIME_SECONDS} seconds ` +
        `from now. ${clock}`;
}

/** Masked before it is cut, because half a secret would not be found. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = maskSecrets(JSON.stringify(value));
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}...`;
}
