import type { FormErrors } from '@mantine/form';
import type { Trust, TrustBody } from './trust-api';

/** A claim that tokens must have, with its exact value. */
export interface Claim {
  readonly name: string;
  readonly value: string;
}

/** The conditions as the API has them. The names are those of the API, whose refusals then appear at the fields. */
export type TrustValues = {
  readonly name: string;
  readonly issuer: string;
  /** Empty for the address of this Keyplane. */
  readonly audience: string;
  readonly subject_pattern: string;
  readonly claims: readonly Claim[];
  readonly allow_pull_requests: boolean;
  readonly replay_protection: boolean;
};

/** Claims that every token has, and that have fields of their own or rules of their own. */
const RESERVED = new Set(['iss', 'aud', 'sub', 'exp', 'nbf', 'iat', 'jti']);
const VISIBLE = /^[\x21-\x7e]*$/;
const SPACES = 'can contain only ASCII letters, digits and punctuation, without spaces.';

export const trustValuesOf = (trust: Trust): TrustValues => ({
  name: trust.name,
  issuer: trust.issuer,
  audience: trust.audience,
  subject_pattern: trust.subject_pattern ?? '',
  claims: Object.entries(trust.claims).map(([name, value]) => ({ name, value })),
  allow_pull_requests: trust.allow_pull_requests,
  replay_protection: trust.replay_protection,
});

export function trustBodyOf(values: TrustValues): TrustBody {
  const { name, issuer, audience, subject_pattern, claims, ...flags } = values;
  return {
    name: name.trim(),
    issuer: issuer.trim(),
    ...(audience.trim() !== '' && { audience: audience.trim() }),
    subject_pattern: subject_pattern.trim() || null,
    claims: Object.fromEntries(claims.map((claim) => [claim.name.trim(), claim.value])),
    allow_pull_requests: flags.allow_pull_requests,
    replay_protection: flags.replay_protection,
  };
}

/** What is wrong while it is typed. The API knows the rest. */
export function trustFaults(values: TrustValues): FormErrors {
  const { name, issuer, audience, subject_pattern, claims } = values;
  return {
    name: name.trim() === '' ? 'Enter a name.' : null,
    issuer: issuerFault(issuer.trim()),
    audience: VISIBLE.test(audience.trim()) ? null : `The audience ${SPACES}`,
    subject_pattern: VISIBLE.test(subject_pattern.trim()) ? null : `The subject ${SPACES}`,
    claims: claimsFault(claims),
  };
}

function issuerFault(issuer: string): string | null {
  if (issuer === '') return 'Enter the URL of the issuer, as in the iss claim of its tokens.';
  return /^https?:\/\/[^\s/]/i.test(issuer)
    ? null
    : 'The issuer must be a URL, such as https://token.actions.githubusercontent.com.';
}

function claimsFault(claims: readonly Claim[]): string | null {
  const names = claims.map(({ name }) => name.trim());
  if (names.includes('')) return 'Enter the name of each claim, or remove the claim.';
  const reserved = names.find((name) => RESERVED.has(name));
  if (reserved !== undefined) {
    return `${reserved} cannot be listed here. Use the fields Issuer, Audience and Subject for iss, aud and sub. Keyplane checks exp, nbf, iat and jti itself.`;
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  return twice === undefined ? null : `The claim ${twice} is listed twice. Remove one of the two.`;
}

/** In one line, for a list. */
export function conditionsOf({ subject_pattern, claims }: Trust): string {
  const subject = subject_pattern === null ? [] : [`sub = ${subject_pattern}`];
  const others = Object.entries(claims).map(([name, value]) => `${name} = ${value}`);
  return [...subject, ...others].join(', ');
}
