import { instant, wholeNumber, z } from '../http/wire';
import { UNAVAILABLE } from './claim';
import type { ClaimedSecret } from './secret-claim-service';

export const claimParams = z.strictObject({
  key_id: z
    .string()
    .max(64)
    .regex(/^(ak|sak|tok)_[0-9a-z]{1,60}$/, 'The ID of a key must start with ak_, sak_ or tok_.')
    .openapi({ example: 'sak_01k9t3x0v6m8q2w4e5r7y9z1ab' }),
});

export const claimSecretBody = z
  .strictObject({
    secret_version: wholeNumber(1).optional().openapi({
      description: 'Version of the secret to fetch. If absent, the newest secret.',
    }),
  })
  .openapi('ClaimSecretRequest', { example: { secret_version: 1764443655123 } });

export const claimedSecretSchema = z
  .strictObject({
    key_id: z.string(),
    client_id: z.string(),
    secret_version: z.number().int(),
    secret: z.string().nullable(),
    unavailable: z
      .enum(UNAVAILABLE)
      .nullable()
      .openapi({
        description:
          'Why there is no secret. `window_over`: the window to fetch the secret is over, ' +
          'and the secret was erased. `key_gone`: the key was revoked or has expired. ' +
          '`not_kept`: the secret was not delivered by claim. `claim_lost`: the secret was ' +
          'sealed with a master key that is lost. `superseded`: the key has been rotated ' +
          'since.',
      }),
    claimable_until: instant.nullable(),
  })
  .openapi('ClaimedSecret');

export function claimedSecretToWire(claimed: ClaimedSecret): z.input<typeof claimedSecretSchema> {
  const { key, secretVersion, secret, unavailable, claimableUntil } = claimed;
  return {
    key_id: key.id,
    client_id: key.clientId,
    secret_version: secretVersion,
    secret: secret?.reveal() ?? null,
    unavailable,
    claimable_until: claimableUntil?.toISOString() ?? null,
  };
}
