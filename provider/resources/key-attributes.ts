import { bool, number, string } from '../framework';

/** What every key has beside its owner, its name and its expiry. */
export const keyAttributes = {
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
  secret: string.computed({
    description:
      'The secret. Keyplane shows it once, to the run that creates the key; it is null on a key ' +
      'that was imported, that was rotated outside Terraform or that has a public key instead.',
    sensitive: true,
    nullable: true,
  }),
  masked_secret: string.computed({
    description:
      'The beginning and the end of the secret, to tell keys apart. Null on a public key.',
    nullable: true,
  }),
  secret_version: number.computed({
    description:
      'A number that no other secret ever has, for the `…_wo_version` of whoever takes the secret. ' +
      'Null on a public key.',
    nullable: true,
  }),
  state: string.computed({
    description: '`active`, `disabled` or `expired`.',
    recomputedWhen: ['enabled', 'expires_at'],
  }),
};
