import { KEY_FAMILIES, type KeyFamily } from '../domain/kinds';
import { SECRET_PATTERN, SECRET_PREFIX } from '../domain/secret';
import { text, z } from '../http/wire';
import { LEAK_OUTCOMES, type LeakResult } from './leak-service';

export const revokeLeakedBody = z
  .strictObject({
    secrets: z
      .array(text(1, 200).transform((found) => found.trim()))
      .min(1)
      .max(100)
      .openapi({
        description: 'The secrets that were found. White space around a secret is ignored.',
      }),
    cascade: z
      .boolean()
      .default(false)
      .openapi({
        description:
          'Whether everything that these keys created is revoked too. If a key is ' +
          'disabled, or its account or team is, only the key itself is revoked.',
      }),
  })
  .openapi('RevokeLeakedRequest', {
    example: { secrets: ['kps_the-secret-as-it-was-found'] },
  });

export const leakResultsSchema = z
  .strictObject({
    results: z.array(
      z.strictObject({
        outcome: z.enum(LEAK_OUTCOMES).openapi({
          description:
            '`revoked`: the key is revoked. `secret_ended`: a rotation was replacing this ' +
            'secret, so the secret ended and its key remains valid with the newer one. ' +
            '`already_revoked`, `key_expired` and `secret_retired` (a rotation has ended ' +
            'this secret): the secret had ended already, and nothing was changed.',
        }),
        key_id: z.string().nullable(),
        masked_secret: z.string().nullable(),
        revoked_with_it: z.array(z.string()).openapi({
          description: 'IDs of the keys that `cascade` revoked.',
        }),
      }),
    ),
  })
  .openapi('LeakResults');

export const secretPatternSchema = z
  .strictObject({
    pattern: z
      .string()
      .openapi({ description: 'Regular expression that finds every secret of Keyplane.' }),
    prefixes: z.strictObject(
      Object.fromEntries(KEY_FAMILIES.map((family) => [family, z.string()])) as Record<
        KeyFamily,
        z.ZodString
      >,
    ),
    checksum: z.string(),
    report_to: z.string(),
  })
  .openapi('SecretPattern');

export function leakResultsToWire(
  results: readonly LeakResult[],
): z.input<typeof leakResultsSchema> {
  return {
    results: results.map(({ outcome, keyId, masked, revokedWithIt }) => ({
      outcome,
      key_id: keyId,
      masked_secret: masked,
      revoked_with_it: [...revokedWithIt],
    })),
  };
}

/** What a secret scanner needs: how to find a secret, how to be sure, and where to report it. */
export const SECRET_PATTERN_ON_WIRE: z.input<typeof secretPatternSchema> = {
  pattern: SECRET_PATTERN.source,
  prefixes: SECRET_PREFIX,
  checksum:
    'Where the checksum of a secret is, and how it is calculated: the last 6 characters are ' +
    'the CRC-32 of everything before them, in base62 (0-9, A-Z, a-z), padded with 0 on the ' +
    'left.',
  report_to: 'POST /v1/keys/revoke-leaked',
};
