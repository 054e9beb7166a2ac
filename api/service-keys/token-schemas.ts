import { description, id, instant, instantOrNever, name, pageOf, pageQuery, z } from '../http/wire';
import {
  expiryShape,
  keyListFilter,
  keyShape,
  keyToWire,
  revocationReason,
} from '../keys/key-wire';
import type { Key } from '../keys/key';
import { TOKEN_KINDS } from './token-issuer';
import type { ShownToken } from './token-service';

const tokenId = id('tok', 'token');
const serviceKeyId = id('svk', 'service key');

export const tokenName = name.nullable().default(null);

export const tokenParams = z.strictObject({ token_id: tokenId });

export const createTokenBody = z
  .strictObject({
    service_key_id: serviceKeyId,
    kind: z.enum(TOKEN_KINDS).openapi({
      description: "personal: an assigned member's own. shared: an application's.",
    }),
    name: tokenName,
    ...expiryShape,
    enabled: z.boolean().default(true),
    accept_terms: description
      .pipe(z.string().min(1).max(40))
      .optional()
      .openapi({
        description:
          'The free key asks for it with its first token: the `version` of GET /v1/terms, whose ' +
          'risk agreement the caller accepts by this.',
      }),
  })
  .openapi('CreateServiceKeyTokenRequest');

export const updateTokenBody = z
  .strictObject({
    name: name.optional(),
    enabled: z.boolean().optional(),
    expires_at: instantOrNever.optional().openapi({ description: 'Only earlier.' }),
  })
  .openapi('UpdateServiceKeyTokenRequest');

export const listTokensQuery = pageQuery.extend({
  service_key_id: serviceKeyId.optional(),
  kind: z.enum(TOKEN_KINDS).optional(),
  ...keyListFilter,
});

export const revokeTokenQuery = z.strictObject({ reason: revocationReason });

const shape = {
  id: tokenId,
  service_key_id: serviceKeyId,
  kind: z.enum(TOKEN_KINDS),
  member_id: z.string().nullable().openapi({ description: 'Whose it is; null on a shared token.' }),
  name: z.string().nullable(),
  ...keyShape,
};

export const tokenSchema = z.strictObject(shape).openapi('ServiceKeyToken');

export const issuedTokenSchema = z
  .strictObject({
    ...shape,
    secret: z.string().nullable().openapi({
      description: 'In the clear, in this answer only; null where it is not the caller’s to see.',
    }),
    claimable_until: instant.nullable().openapi({
      description: 'Until when the member of a personal token can fetch what is not shown here.',
    }),
  })
  .openapi('IssuedServiceKeyToken');

export const tokenPage = pageOf(tokenSchema).openapi('ServiceKeyTokenPage');

export function tokenToWire(key: Key, now: Date): z.input<typeof tokenSchema> {
  const shared = key.ownerKind === 'service_key';
  return {
    id: key.id,
    service_key_id: key.serviceKeyId ?? '',
    kind: shared ? 'shared' : 'personal',
    member_id: shared ? null : key.ownerId,
    name: key.name,
    ...keyToWire(key, now),
  };
}

export function issuedTokenToWire(
  { key, secret, claimableUntil }: ShownToken,
  now: Date,
): z.input<typeof issuedTokenSchema> {
  return {
    ...tokenToWire(key, now),
    secret,
    claimable_until: claimableUntil?.toISOString() ?? null,
  };
}

/** The secret as the simple text file that a person downloads (S3). */
export function secretFile(token: { readonly secret: string | null; readonly id: string }) {
  return token.secret === null
    ? undefined
    : { filename: `${token.id}.txt`, text: `${token.secret}\n` };
}
