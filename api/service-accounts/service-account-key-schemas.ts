import { id, name, pageOf, pageQuery, z } from '../http/wire';
import { forbidding } from '../http/object-rules';
import {
  claimantShape,
  CREATE_DELIVERY_CONFLICTS,
  deliveryShape,
  EXPIRY_CONFLICTS,
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
import { instantOrNever } from '../http/wire';
import { serviceAccountId } from './service-account-schemas';

const keyId = id('service_account_key');

export const serviceAccountKeyParams = z.strictObject({ key_id: keyId });

export const createServiceAccountKeyBody = z
  .strictObject({
    service_account_id: serviceAccountId,
    name,
    ...expiryShape,
    enabled: z.boolean().default(true),
    rotation: declaredRotationBody.optional(),
    ...deliveryShape,
    ...claimantShape,
  })
  .openapi('CreateServiceAccountKeyRequest', {
    example: {
      service_account_id: 'sa_01k9t3x0v6m8q2w4e5r7y9z1ab',
      name: 'deploy',
      expires_in: '90d',
    },
    ...forbidding(...EXPIRY_CONFLICTS, ...CREATE_DELIVERY_CONFLICTS),
  });

export const updateServiceAccountKeyBody = z
  .strictObject({
    name: name.optional(),
    enabled: z.boolean().optional(),
    rotation: declaredRotationBody.optional(),
    expires_at: instantOrNever.optional().openapi({ description: 'Only earlier.' }),
  })
  .openapi('UpdateServiceAccountKeyRequest', { example: { name: 'deploy' } });

export const listServiceAccountKeysQuery = pageQuery(keyId).extend({
  service_account_id: serviceAccountId
    .optional()
    .openapi({ description: 'Only keys of this service account.' }),
  ...keyListFilter,
});

export const revokeKeyQuery = z.strictObject({ reason: revocationReason });

const shape = {
  id: keyId,
  service_account_id: serviceAccountId,
  name: z.string(),
  ...keyShape,
};

export const serviceAccountKeySchema = z.strictObject(shape).openapi('ServiceAccountKey');

export const issuedServiceAccountKeySchema = z
  .strictObject({ ...shape, ...secretShape })
  .openapi('IssuedServiceAccountKey');

export const serviceAccountKeyPage =
  pageOf(serviceAccountKeySchema).openapi('ServiceAccountKeyPage');

export function serviceAccountKeyToWire(view: KeyView) {
  const { id, ownerId, name } = view.key;
  return { id, service_account_id: ownerId, name: name ?? '', ...keyToWire(view) };
}

export function issuedServiceAccountKeyToWire(view: KeyView, issued: IssuedKey) {
  return { ...serviceAccountKeyToWire(view), ...issuedSecretToWire(issued) };
}
