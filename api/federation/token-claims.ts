import { z } from 'zod';
import { isStorable } from '../lib/storable-text';

/** The maximum length of the issuer of a federated identity. */
const MAX_ISSUER_LENGTH = 500;
const MAX_SUBJECT_LENGTH = 2048;
const MAX_JTI_LENGTH = 255;
/** How far the clocks of an issuer and of Keyplane may be apart. */
export const CLOCK_TOLERANCE_SECONDS = 60;
/** The last second that a Date can hold, less a year for the tolerances that are added to it. */
const LAST_SECOND = 8_640_000_000_000 - 366 * 86_400;

const text = (maxLength: number) => z.string().min(1).max(maxLength).refine(isStorable);
const second = z.number().min(0).max(LAST_SECOND);

/** What Keyplane reads of a token. A token whose claims have other types is not trusted. */
const claimsSchema = z.looseObject({
  iss: text(MAX_ISSUER_LENGTH),
  sub: text(MAX_SUBJECT_LENGTH),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  exp: second,
  iat: second,
  nbf: second.optional(),
  jti: z.unknown().optional(),
});

/** The claims of a token whose signature was verified. `jti` is checked where it is needed. */
export type TokenClaims = z.output<typeof claimsSchema>;

/** `undefined` if no federated identity could trust the token. */
export function typedClaims(payload: unknown): TokenClaims | undefined {
  return claimsSchema.safeParse(payload).data;
}

/** An issuer that a federated identity could have. The sender of a token can write anything there. */
export function typedIssuer(claimed: unknown): string | undefined {
  return claimsSchema.shape.iss.safeParse(claimed).data;
}

/** Whether the token has expired, on any clock that may be right. */
export function isOver({ exp }: TokenClaims, now: Date): boolean {
  return exp <= now.getTime() / 1000 - CLOCK_TOLERANCE_SECONDS;
}

/** Whether the token begins in the future, on any clock that may be right. */
export function isYetToCome({ nbf = 0, iat }: TokenClaims, now: Date): boolean {
  return Math.max(nbf, iat) > now.getTime() / 1000 + CLOCK_TOLERANCE_SECONDS;
}

export function isTokenId(jti: unknown): jti is string {
  return typeof jti === 'string' && jti !== '' && jti.length <= MAX_JTI_LENGTH;
}
