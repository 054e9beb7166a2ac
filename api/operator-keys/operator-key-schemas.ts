import { lineageOf, type Caller } from '../domain/principal';
import { forbidding, together } from '../http/object-rules';
import { description, id, z } from '../http/wire';
import { currentSecret, keyState, type Key } from '../keys/key';
import { expiryShape, keyShape, revocationReason, revocationToWire } from '../keys/key-wire';

const keyId = id('application_key');

export const operatorKeyParamsSchema = z.strictObject({ key_id: keyId });

export const createOperatorKeySchema = z
  .strictObject({
    description: description.nullable().default(null).openapi({
      description: 'Who has the key, and what it is for.',
    }),
    ...expiryShape,
  })
  .openapi('CreateOperatorKeyRequest', {
    example: { description: 'Ada, on call' },
    ...forbidding(together('expires_at', 'expires_in')),
  });

export const revokeOperatorKeyQuerySchema = z.strictObject({
  reason: revocationReason,
  allow_last: z
    .enum(['true', 'false'])
    .default('false')
    .openapi({
      description:
        'If `true`, the key is revoked even if no other operator key works. If `false`, ' +
        'the answer is then `last_operator_key`.',
    }),
});

const {
  client_id,
  state,
  masked_secret,
  expires_at,
  created_at,
  created_by,
  last_used_at,
  revocation,
} = keyShape;

const shape = {
  id: keyId,
  description: z.string().nullable(),
  client_id,
  state,
  masked_secret,
  current: z.boolean().openapi({
    description: 'Whether this request was made with this key, or in a session that began with it.',
  }),
  expires_at,
  created_at,
  created_by,
  created_by_key: z
    .string()
    .nullable()
    .openapi({
      description:
        'ID of the key with which this key was created. `null` if it was created on the machine of ' +
        'the server. If that key leaked, this key may belong to an attacker.',
    }),
  last_used_at,
  revocation,
};

export const operatorKeySchema = z.strictObject(shape).openapi('OperatorKey');

export const issuedOperatorKeySchema = z
  .strictObject({
    ...shape,
    secret: z
      .string()
      .nullable()
      .openapi({
        description:
          'The secret in plain text, in this answer only. If the request is repeated with the same ' +
          'Idempotency-Key, the answer has `null` here, unless that header is random (128 bits or ' +
          'more, such as a UUID).',
      }),
  })
  .openapi('IssuedOperatorKey');

export const operatorKeyListSchema = z
  .strictObject({ items: z.array(operatorKeySchema) })
  .openapi('OperatorKeyList');

export function operatorKeyToWire(
  key: Key,
  { principal }: Caller,
  now: Date,
): z.input<typeof operatorKeySchema> {
  return {
    id: key.id,
    description: key.description,
    client_id: key.clientId,
    state: keyState(key, now),
    masked_secret: currentSecret(key).masked,
    current: lineageOf(principal) === key.id,
    expires_at: key.expiresAt?.toISOString() ?? 'never',
    created_at: key.createdAt.toISOString(),
    created_by: key.createdBy,
    created_by_key: key.createdByKey,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    revocation: revocationToWire(key),
  };
}
