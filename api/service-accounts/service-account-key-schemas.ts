import { id, name, pageOf, pageQuery, z } from '../http/wire';
import {
  claimantShape,
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
import { instantOrNever } from '../http/wire';
import { serviceAccountId } from './service-account-schemas';

const keyId = id('sak', 'service account key');

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
  .openapi('CreateServiceAccountKeyRequest');

export const updateServiceAccountKeyBody = z
  .strictObject({
    name: name.optional(),
    enabled: z.boolean().optional(),
    rotation: declaredRotationBody.optional(),
    expires_at: instantOrNever.optional().openapi({ description: 'Only earlier.' }),
  })
  .openapi('UpdateServiceAccountKeyRequest');

export const listServiceAccountKeysQuery = pageQuery(keyId).extend({
  service_account_id: serviceAccountId.optional(),
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
