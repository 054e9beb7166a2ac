import type { JWK } from 'jose';
import { invalidField } from '../../domain/failure';
import { parsePeriodSeconds } from '../../domain/period';
import type { SecretDelivery } from '../../domain/secret-delivery';
import { parsePublicJwk } from '../public-keys/public-jwk';
import { parseRecipient, type Recipient } from './recipient';
import { requireAllowedDelivery, type TeamPolicy } from '../../teams/team-policy';

/** How the owner of a new credential receives it. */
export type Delivery =
  | { readonly kind: 'plain' }
  | { readonly kind: 'claim'; readonly windowSeconds: number; readonly claimantId: string | null }
  | { readonly kind: 'encrypted'; readonly recipient: Recipient }
  | { readonly kind: 'public_key'; readonly publicJwk: JWK };

/** The delivery as a request's body gives it. */
export interface WantedDelivery {
  readonly secretDelivery?: SecretDelivery | undefined;
  readonly recipientJwk?: Readonly<Record<string, unknown>> | undefined;
  readonly recipientPem?: string | undefined;
  readonly publicJwk?: Readonly<Record<string, unknown>> | undefined;
  readonly claimWindow?: string | undefined;
  readonly claimantId?: string | undefined;
}

export const PLAIN: Delivery = { kind: 'plain' };
export const DEFAULT_CLAIM_WINDOW_SECONDS = 86_400;

/** How long a secret that waits to be claimed can be kept. */
export const CLAIM_WINDOW = { shortest: '1m', longest: '7d' } as const;

/**
 * @param unsaid the delivery to use if the request neither names nor implies one
 * @throws Failure `invalid_request` at the field that does not fit; `secret_delivery_not_allowed`
 */
export async function decideDelivery(
  wanted: WantedDelivery,
  policy: TeamPolicy,
  unsaid: SecretDelivery = 'plain',
): Promise<Delivery> {
  const kind = wanted.secretDelivery ?? impliedDelivery(wanted) ?? unsaid;
  requireFitting(wanted, kind);
  requireAllowedDelivery(policy, kind);
  switch (kind) {
    case 'plain':
      return PLAIN;
    case 'claim':
      return { kind, windowSeconds: windowOf(wanted), claimantId: wanted.claimantId ?? null };
    case 'encrypted':
      return { kind, recipient: await parseRecipient(wanted) };
    case 'public_key':
      return { kind, publicJwk: publicJwkOf(wanted) };
  }
}

/** The delivery that each field implies by being present. */
export function impliedDelivery(wanted: WantedDelivery): SecretDelivery | undefined {
  if (wanted.recipientJwk !== undefined || wanted.recipientPem !== undefined) return 'encrypted';
  return wanted.publicJwk === undefined ? undefined : 'public_key';
}

const FIELDS = [
  ['recipientJwk', '/recipient_jwk', 'encrypted'],
  ['recipientPem', '/recipient_pem', 'encrypted'],
  ['publicJwk', '/public_jwk', 'public_key'],
  ['claimWindow', '/claim_window', 'claim'],
  ['claimantId', '/claimant_id', 'claim'],
] as const;

function requireFitting(wanted: WantedDelivery, kind: SecretDelivery): void {
  for (const [field, pointer, wants] of FIELDS) {
    if (wanted[field] === undefined || wants === kind) continue;
    throw invalidField(
      pointer,
      'delivery_mismatch',
      `${pointer.slice(1)} needs secret_delivery "${wants}", but this secret would be ` +
        `delivered as "${kind}". Omit ${pointer.slice(1)}, or set secret_delivery to ` +
        `"${wants}".`,
    );
  }
}

function windowOf({ claimWindow }: WantedDelivery): number {
  if (claimWindow === undefined) return DEFAULT_CLAIM_WINDOW_SECONDS;
  return parsePeriodSeconds(claimWindow) ?? DEFAULT_CLAIM_WINDOW_SECONDS;
}

function publicJwkOf({ publicJwk }: WantedDelivery): JWK {
  if (publicJwk !== undefined) return parsePublicJwk(publicJwk);
  throw invalidField(
    '/public_jwk',
    'public_jwk_required',
    'A key without a secret needs the public key of its owner. Send the public key as public_jwk.',
  );
}
