import { forbidding, together } from '../http/object-rules';
import { id, instantOrNever, line, name, pageOf, pageQuery, z } from '../http/wire';
import {
  claimantShape,
  CREATE_DELIVERY_CONFLICTS,
  deliveryShape,
  expiryShape,
  issuedSecretToWire,
  keyListFilter,
  keyShape,
  keyToWire,
  revocationReason,
  secretShape,
} from '../keys/key-wire';
import { declaredRotationBody } from '../keys/rotation-schemas';
import type { IssuedKey } from '../keys/key-service';
import type { KeyView } from '../keys/key-views';
import { serviceKeyName } from './service-key-name';
import { TOKEN_KINDS } from './token-issuer';

const tokenId = id('token');
const serviceKeyId = id('service_key');

export const acceptTerms = line(1, 40).optional().openapi({
  'x-must-be': 'the version of the terms',
  description: 'The `version` of GET /v1/terms, whose risk agreement the caller accepts by this.',
});

export const tokenName = serviceKeyName.nullable().default(null);

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
    rotation: declaredRotationBody.optional(),
    ...deliveryShape,
    ...claimantShape,
    accept_terms: acceptTerms.openapi({
      description:
        'The free key asks for it with its first token: the `version` of GET /v1/terms, whose ' +
        'risk agreement the caller accepts by this.',
    }),
  })
  .openapi('CreateServiceKeyTokenRequest', {
    example: {
      service_key_id: 'svk_01k9t3x0v6m8q2w4e5r7y9z1ab',
      kind: 'shared',
      name: 'nightly-report',
      expires_in: '90d',
    },
    ...forbidding(together('expires_at', 'expires_in'), ...CREATE_DELIVERY_CONFLICTS),
  });

export const updateTokenBody = z
  .strictObject({
    name: name.optional().openapi({
      description:
        'Another name follows the rule of a creation. The present name is accepted even if it was ' +
        'given before that rule.',
    }),
    enabled: z.boolean().optional(),
    rotation: declaredRotationBody.optional(),
    expires_at: instantOrNever.optional().openapi({ description: 'Only earlier.' }),
  })
  .openapi('UpdateServiceKeyTokenRequest', { example: { name: 'nightly-report' } });

export const listTokensQuery = pageQuery(tokenId).extend({
  service_key_id: serviceKeyId
    .optional()
    .openapi({ description: 'Only tokens of this service key.' }),
  kind: z.enum(TOKEN_KINDS).optional().openapi({ description: 'Only tokens of this kind.' }),
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
  .strictObject({ ...shape, ...secretShape })
  .openapi('IssuedServiceKeyToken');

export const tokenPage = pageOf(tokenSchema).openapi('ServiceKeyTokenPage');

export function tokenToWire(view: KeyView): z.input<typeof tokenSchema> {
  const { id, serviceKeyId, ownerKind, ownerId, name } = view.key;
  const shared = ownerKind === 'service_key';
  return {
    id,
    service_key_id: serviceKeyId ?? '',
    kind: shared ? 'shared' : 'personal',
    member_id: shared ? null : ownerId,
    name,
    ...keyToWire(view),
  };
}

export function issuedTokenToWire(
  view: KeyView,
  issued: IssuedKey,
): z.input<typeof issuedTokenSchema> {
  return { ...tokenToWire(view), ...issuedSecretToWire(issued) };
}
