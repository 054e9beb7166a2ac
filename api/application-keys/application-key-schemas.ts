import { description, id, instantOrNever, pageOf, pageQuery, z } from '../http/wire';
import { declaredRotationBody } from '../keys/rotation-schemas';
import type { IssuedKey } from '../keys/key-service';
import type { KeyView } from '../keys/key-views';
import { forbidding, together } from '../http/object-rules';
import {
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

const keyId = id('application_key');

export const applicationKeyParams = z.strictObject({ key_id: keyId });

export const createApplicationKeyBody = z
  .strictObject({
    description: description.nullable().default(null),
    ...expiryShape,
    enabled: z.boolean().default(true),
    rotation: declaredRotationBody.optional(),
    ...deliveryShape,
  })
  .openapi('CreateApplicationKeyRequest', {
    example: { description: 'Terraform on my laptop', expires_in: '90d' },
    ...forbidding(together('expires_at', 'expires_in'), ...CREATE_DELIVERY_CONFLICTS),
  });

export const updateApplicationKeyBody = z
  .strictObject({
    description: description.nullable().optional(),
    enabled: z.boolean().optional(),
    rotation: declaredRotationBody.optional(),
    expires_at: instantOrNever.optional().openapi({ description: 'Only earlier.' }),
  })
  .openapi('UpdateApplicationKeyRequest', {
    example: { description: 'Terraform on my laptop' },
  });

export const listApplicationKeysQuery = pageQuery(keyId).extend(keyListFilter);

export const revokeApplicationKeyQuery = z.strictObject({ reason: revocationReason });

const shape = {
  id: keyId,
  member_id: z.string(),
  description: z.string().nullable().openapi({ description: 'People are shown `-` for null.' }),
  ...keyShape,
};

export const applicationKeySchema = z.strictObject(shape).openapi('ApplicationKey');

export const issuedApplicationKeySchema = z
  .strictObject({ ...shape, ...secretShape })
  .openapi('IssuedApplicationKey');

export const applicationKeyPage = pageOf(applicationKeySchema).openapi('ApplicationKeyPage');

export function applicationKeyToWire(view: KeyView) {
  const { id, ownerId, description } = view.key;
  return { id, member_id: ownerId, description, ...keyToWire(view) };
}

export function issuedApplicationKeyToWire(view: KeyView, issued: IssuedKey) {
  return { ...applicationKeyToWire(view), ...issuedSecretToWire(issued) };
}
