import { description, id, instantOrNever, pageOf, pageQuery, z } from '../http/wire';
import type { Key } from '../keys/key';
import type { IssuedKey } from '../keys/key-service';
import {
  expiryShape,
  issuedSecretToWire,
  keyListFilter,
  keyShape,
  keyToWire,
  revocationReason,
  secretShape,
} from '../keys/key-wire';

const keyId = id('ak', 'application key');

export const applicationKeyParams = z.strictObject({ key_id: keyId });

export const createApplicationKeyBody = z
  .strictObject({
    description: description.nullable().default(null),
    ...expiryShape,
    enabled: z.boolean().default(true),
  })
  .openapi('CreateApplicationKeyRequest');

export const updateApplicationKeyBody = z
  .strictObject({
    description: description.nullable().optional(),
    enabled: z.boolean().optional(),
    expires_at: instantOrNever.optional().openapi({ description: 'Only earlier.' }),
  })
  .openapi('UpdateApplicationKeyRequest');

export const listApplicationKeysQuery = pageQuery.extend(keyListFilter);

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

export function applicationKeyToWire(key: Key, now: Date) {
  return {
    id: key.id,
    member_id: key.ownerId,
    description: key.description,
    ...keyToWire(key, now),
  };
}

export function issuedApplicationKeyToWire(issued: IssuedKey, now: Date) {
  return { ...applicationKeyToWire(issued.key, now), ...issuedSecretToWire(issued) };
}
