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
      'Whether the key is accepted. Defaults to `true`. An expired key can be neither enabled nor ' +
      'disabled.',
    default: true,
  }),
  client_id: string.computed({
    description:
      'The client ID, which is not secret: the user name of HTTP Basic and of OAuth 2.0.',
  }),

  secret_delivery: string.optionalComputed({
    description:
      'How a new secret is delivered. `plain`: in `secret`, and so in the state. `claim`: ' +
      'in no state; for the `claim_window` it is claimed by `ephemeral "keyplane_key_secret"`. ' +
      '`encrypted`: in `secret_jwe`, which only the recipient decrypts. `public_key`: there is no ' +
      'secret. Absent: as `recipient_jwk`, `recipient_pem` and `public_jwk` imply, else as it was, and ' +
      '`plain` on a new key. A change replaces nothing: it counts from the next rotation, though ' +
      'leaving `plain` takes the secret out of the state at once.',
  }),
  recipient_jwk: string.optional({
    description:
      'For `encrypted`: the public key of the recipient, who decrypts the secret, as a JSON Web Key: EC ' +
      'P-256, P-384 or P-521, X25519, or RSA from 3072 bits. Counts from the next secret.',
    validators: [isRecipientJwk],
    semanticallyEqual: sameJwk,
  }),
  recipient_pem: string.optional({
    description: 'The same in PEM (SPKI), as `openssl pkey -pubout` writes it.',
    validators: [isRecipientPem],
    semanticallyEqual: samePem,
  }),
  public_jwk: string.optional({
    description:
      'The public half of a key pair as a JSON Web Key. The owner keeps the private half and ' +
      'authenticates by `private_key_jwt` (RFC 7523): there is no secret. Another one rotates the ' +
      'key in place, and both work while they overlap; so does adding one, or removing it, which ' +
      'needs another `secret_delivery`. The same key with another `kid` is no change.',
    validators: [isPublicJwk],
    semanticallyEqual: samePublicKey,
  }),
  claim_window: string.optional({
    description:
      'For `claim`: how long a new secret can be claimed, from `1m` to `7d`; then it is erased. ' +
      `Defaults to \`${DEFAULT_CLAIM_WINDOW}\`. Counts from the next secret.`,
    semanticallyEqual: samePeriod,
    sameAsAbsent: (window) => samePeriod(window, DEFAULT_CLAIM_WINDOW),
  }),

  rotation: nestedSingle({
    every: string.optional({
      description:
        'How old a secret gets, as in `90d`. Any apply whose plan was refreshed after that gives the ' +
        'key another one, in place. Absent: no age is too old.',
      semanticallyEqual: samePeriod,
    }),
    overlap: string.optional({
      description:
        'How long the old secret remains valid after a rotation, never longer than the key. Defaults to ' +
        `\`${DEFAULT_OVERLAP}\`; must be shorter than \`every\` less \`early_window\`. Meanwhile ` +
        'nothing is rotated again.',
      semanticallyEqual: samePeriod,
      sameAsAbsent: (overlap) => samePeriod(overlap, DEFAULT_OVERLAP),
    }),
    early_window: string.optional({
      description:
        'How long before that time an apply may rotate already, so that one on a Friday need not ' +
        'wait for the weekend. Absent: not before.',
      semanticallyEqual: samePeriod,
    }),
    when_changed: map(string).optional({
      description:
        'Values of your own: a change of any of them rotates the key. The first ones only are noted.',
    }),
  }).optional({
    description:
      'When the key gets another secret, in place: its ID and client ID stay, nothing is replaced. ' +
      'Whether it is due is found out by a refresh: a plan with `-refresh=false` finds nothing new.',
  }),

  secret: string.computed({
    description:
      'The secret, where `secret_delivery` is `plain`. Keyplane shows it once, to the run that makes ' +
      'it; it is null on a key that was imported or rotated outside Terraform.',
    sensitive: true,
    nullable: true,
  }),
  secret_jwe: string.computed({
    description:
      'The secret as a compact JWE (RFC 7516), where `secret_delivery` is `encrypted`, until the next ' +
      'rotation. `keyplane decrypt --key <private key file>` opens it. Null as `secret` is.',
    nullable: true,
  }),
  masked_secret: string.computed({
    description:
      'The beginning and the end of the secret, to tell keys apart. Null on a public key.',
    nullable: true,
  }),
  secret_version: number.computed({
    description:
      'A number that no other secret or public key ever has, for the `…_wo_version` of what receives ' +
      'the secret.',
    nullable: true,
  }),
  secret_created_at: string.computed({
    description: 'When the secret, or the public key, was made or rotated; RFC 3339 in UTC.',
    nullable: true,
  }),
  rotation_due_at: string.computed({
    description: 'When the `every` of `rotation` is over. Null without it.',
    nullable: true,
  }),
  previous_secret_ends_at: string.computed({
    description:
      'When the secret before this one ends, while the two overlap after a rotation. Null otherwise.',
    nullable: true,
  }),
  state: string.computed({
    description: '`active`, `disabled` or `expired`.',
    recomputedWhen: ['enabled', 'expires_at'],
  }),
};

export interface KeySchemaOptions {
  /** The collection of the API whose rules the attributes follow. */
  readonly collection: UsedFamily & `${string}-${'keys' | 'tokens'}`;
  /** How texts call one of the family. */
  readonly noun: 'key' | 'token';
  /** Whether a new key must say when it expires. Otherwise it never does. */
  readonly expiry: 'required' | 'optional';
}

/** What every key has besides its owner and its name. */
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
  required: 'A new key needs exactly one of this and `expires_in`.',
  optional: 'Neither this nor `expires_in`: `never`.',
};

/** Not on application keys, which only their own member may use. */
export const claimantAttribute = {
  claimant_id: string.optional({
    description:
      'For `claim`: a member or service account of the team that may claim a new secret, besides ' +
      'its creator. On a personal token, its member. Counts from the next secret.',
  }),
};
