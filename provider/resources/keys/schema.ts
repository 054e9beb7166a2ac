import type { UsedFamily } from '../../client';
import { createdAt, createdBy, id } from '../../definitions/attributes';
import { ruled } from '../../definitions/field-rules';
import { bool, map, nestedSingle, number, string } from '../../terraform-plugin';
import { protectionAttributes } from '../protection/protection-attributes';
import { DEFAULT_CLAIM_WINDOW, isRecipientJwk, isRecipientPem, samePem } from './delivery';
import { recreateAttribute } from './expired';
import { expiryAttributes } from './expiry';
import { DEFAULT_OVERLAP } from './rotation';
import { samePeriod } from '../../definitions/period';
import { isPublicJwk, sameJwk, samePublicKey } from './public-jwk';

const keyAttributes = {
  enabled: bool.optional({
    description:
      'Whether Keyplane accepts the key. Defaults to `true`. An expired key can be neither ' +
      'enabled nor disabled.',
    default: true,
  }),
  client_id: string.computed({
    description:
      'The client ID of the key: the user name of HTTP Basic and of OAuth 2.0. It is not ' +
      'secret.',
  }),

  secret_delivery: string.optionalComputed({
    description:
      'How a new secret is delivered. `plain`: in `secret`, and therefore in the state. ' +
      '`claim`: not in the state. `ephemeral "keyplane_key_secret"` claims it during the ' +
      '`claim_window`. `encrypted`: in `secret_jwe`, which only the recipient can decrypt. ' +
      '`public_key`: there is no secret. If it is omitted, it follows from `recipient_jwk`, ' +
      '`recipient_pem` or `public_jwk`. Otherwise an existing key keeps its delivery, and a ' +
      'new key has `plain`. A change does not replace the key: it applies to the next secret. ' +
      'But a change from `plain` to another delivery removes the secret from the state ' +
      'immediately.',
  }),
  recipient_jwk: string.optional({
    description:
      'For `secret_delivery = "encrypted"`: the public key of the recipient, who decrypts the ' +
      'secret, as a JSON Web Key: EC P-256, P-384 or P-521, X25519, or RSA with at least 3072 ' +
      'bits. A change applies to the next secret.',
    validators: [isRecipientJwk],
    semanticallyEqual: sameJwk,
  }),
  recipient_pem: string.optional({
    description:
      'For `secret_delivery = "encrypted"`: the public key of the recipient in PEM (SPKI), as ' +
      '`openssl pkey -pubout` writes it. Use it instead of `recipient_jwk`.',
    validators: [isRecipientPem],
    semanticallyEqual: samePem,
  }),
  public_jwk: string.optional({
    description:
      'For `secret_delivery = "public_key"`: the public half of a key pair as a JSON Web Key. ' +
      'The owner keeps the private half and authenticates by `private_key_jwt` (RFC 7523), so ' +
      'there is no secret. Changing, adding or removing it rotates the key in place, and the ' +
      'old credential remains valid for the overlap. To remove it, set another ' +
      '`secret_delivery`. The same key with another `kid` is not a change.',
    validators: [isPublicJwk],
    semanticallyEqual: samePublicKey,
  }),
  claim_window: string.optional({
    description:
      'For `secret_delivery = "claim"`: how long a new secret can be claimed, from `1m` to ' +
      `\`7d\`. After that, Keyplane erases it. Defaults to \`${DEFAULT_CLAIM_WINDOW}\`. A change applies to the next ` +
      'secret.',
    semanticallyEqual: samePeriod,
    sameAsAbsent: (window) => samePeriod(window, DEFAULT_CLAIM_WINDOW),
  }),

  rotation: nestedSingle({
    every: string.optional({
      description:
        'Maximum age of a secret, such as `90d`. After that, the next apply whose plan was ' +
        'refreshed gives the key a new secret, in place. If it is omitted, a secret may have ' +
        'any age.',
      semanticallyEqual: samePeriod,
    }),
    overlap: string.optional({
      description:
        'How long the old secret remains valid after a rotation, but never longer than the key. ' +
        `Defaults to \`${DEFAULT_OVERLAP}\`. It must be shorter than \`every\` minus \`early_window\`. During this ` +
        'time the key is not rotated again.',
      semanticallyEqual: samePeriod,
      sameAsAbsent: (overlap) => samePeriod(overlap, DEFAULT_OVERLAP),
    }),
    early_window: string.optional({
      description:
        'How long before the end of `every` an apply may already rotate the key, so that a ' +
        'rotation can happen on a Friday instead of the weekend. If it is omitted, an apply ' +
        'rotates only after the end of `every`.',
      semanticallyEqual: samePeriod,
    }),
    when_changed: map(string).optional({
      description:
        'Any values that you choose, such as the fingerprint of an image. If one of them ' +
        'changes, the key is rotated. The first values are only recorded and do not rotate ' +
        'the key.',
    }),
  }).optional({
    description:
      'When the key gets a new secret. A rotation happens in place: the key keeps its ID and ' +
      'client ID. A refresh finds out whether a rotation is due, so a plan with ' +
      '`-refresh=false` does not notice a rotation that has become due.',
  }),

  secret: string.computed({
    description:
      'The secret, if `secret_delivery` is `plain`. Keyplane shows it once, to the run that ' +
      'creates it. It is null if the key was imported or was rotated outside Terraform.',
    sensitive: true,
    nullable: true,
  }),
  secret_jwe: string.computed({
    description:
      'The secret as a compact JWE (RFC 7516), if `secret_delivery` is `encrypted`, until the ' +
      'next rotation. `keyplane decrypt --key <private key file>` decrypts it. It is null if ' +
      'the key was imported or was rotated outside Terraform.',
    nullable: true,
  }),
  masked_secret: string.computed({
    description:
      'The beginning and the end of the secret, to tell keys apart. Null if the key has a ' +
      'public key.',
    nullable: true,
  }),
  secret_version: number.computed({
    description:
      'The version of the secret or public key: a number that no other secret or public key ' +
      'ever has. Use it as the `…_wo_version` of the resource that receives the secret.',
    nullable: true,
  }),
  secret_created_at: string.computed({
    description:
      'When the secret or the public key was created or last rotated, as an RFC 3339 time in ' +
      'UTC.',
    nullable: true,
  }),
  rotation_due_at: string.computed({
    description:
      'When the period `rotation.every` ends, as an RFC 3339 time in UTC. Null if ' +
      '`rotation.every` is not set.',
    nullable: true,
  }),
  previous_secret_ends_at: string.computed({
    description:
      'When the previous secret ends, as an RFC 3339 time in UTC, while two secrets overlap ' +
      'after a rotation. Null otherwise.',
    nullable: true,
  }),
  state: string.computed({
    description: 'The status of the key: `active`, `disabled` or `expired`.',
    recomputedWhen: ['enabled', 'expires_at'],
  }),
};

export interface KeySchemaOptions {
  /** The collection of the API whose rules the attributes follow. */
  readonly collection: UsedFamily & `${string}-${'keys' | 'tokens'}`;
  /** What texts call a key of the family. */
  readonly noun: 'key' | 'token';
  /** Whether a new key must set an expiry. Otherwise it never expires. */
  readonly expiry: 'required' | 'optional';
}

/** The attributes of every key besides its owner and its name. */
export function keySchema({ collection, noun, expiry }: KeySchemaOptions) {
  return ruled(collection, {
    id: id(`The ID of the ${noun}.`),
    ...expiryAttributes(IF_NO_EXPIRY[expiry]),
    ...recreateAttribute,
    ...keyAttributes,
    ...protectionAttributes,
    created_at: createdAt,
    created_by: createdBy,
  });
}

export type KeySchema = ReturnType<typeof keySchema>;

const IF_NO_EXPIRY = {
  required: 'A new key needs exactly one of `expires_at` and `expires_in`.',
  optional: 'If both `expires_at` and `expires_in` are omitted, the key never expires.',
};

/** Not on application keys, which only their own member may use. */
export const claimantAttribute = {
  claimant_id: string.optional({
    description:
      'For `secret_delivery = "claim"`: a member or service account of the team that may ' +
      'claim a new secret, besides the creator of the key. For a personal token, it must be ' +
      'the member who owns the token. A change applies to the next secret.',
  }),
};
