import { id, instant, name, text, z } from '../http/wire';
import type { Passkey } from './passkey';

const MOST_LENGTH = 20_000;

/** A library checks the rules of WebAuthn. */
const answer = z.looseObject({
  id: text(1, 2000).openapi({ description: 'Credential ID, in Base64url.' }),
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: text(1, MOST_LENGTH) }),
});

export const passkeySignInSchema = answer.openapi('PasskeySignInRequest', {
  description: 'The answer of the browser, as `PublicKeyCredential.toJSON()` returns it.',
  example: { id: 'Y3JlZGVudGlhbA', type: 'public-key', response: { clientDataJSON: 'e30' } },
});

export const registerPasskeySchema = z
  .strictObject({
    name,
    response: answer.openapi({
      description: 'The answer of the browser, as `PublicKeyCredential.toJSON()` returns it.',
    }),
  })
  .openapi('RegisterPasskeyRequest', {
    example: {
      name: 'My laptop',
      response: { id: 'Y3JlZGVudGlhbA', type: 'public-key', response: { clientDataJSON: 'e30' } },
    },
  });

export const passkeyParamsSchema = z.strictObject({ passkey_id: id('passkey') });

/** Options of WebAuthn, for the browser and nobody else. */
export const optionsSchema = z.looseObject({ challenge: z.string() }).openapi('PasskeyOptions', {
  description: 'Options for `navigator.credentials`, as WebAuthn writes them in JSON.',
});

export const passkeySchema = z
  .strictObject({
    id: id('passkey'),
    name: z.string(),
    created_at: instant,
    last_used_at: instant.nullable().openapi({ description: '`null` if it was never used.' }),
  })
  .openapi('Passkey');

export const passkeyListSchema = z.strictObject({ items: z.array(passkeySchema) });

export function passkeyToWire(passkey: Passkey): z.input<typeof passkeySchema> {
  return {
    id: passkey.id,
    name: passkey.name,
    created_at: passkey.createdAt.toISOString(),
    last_used_at: passkey.lastUsedAt?.toISOString() ?? null,
  };
}
