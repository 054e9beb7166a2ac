export const MASTER_KEY_BYTES = 32;

/** The keys with which texts are sealed. `previous` only opens texts. */
export interface MasterKeys {
  readonly current: Buffer;
  readonly previous: Buffer | null;
}

/** Keyplane cannot start with the master key as it is configured. The message says what to do. */
export class MasterKeyError extends Error {
  override readonly name = 'MasterKeyError';
}

/**
 * The text of 32 bytes in base64url or base64, padded or not.
 * @throws MasterKeyError naming `variable`, and never its value
 */
export function parseMasterKey(text: string, variable: string): Buffer {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, 'base64url');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed) || bytes.length !== MASTER_KEY_BYTES) {
    throw new MasterKeyError(
      `${variable} must be ${MASTER_KEY_BYTES} random bytes in base64. ` +
        'Make one with: openssl rand -base64 32',
    );
  }
  return bytes;
}
