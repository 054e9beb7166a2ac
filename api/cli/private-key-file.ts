import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandFailure, EXIT_CODE } from './exit-code';

/**
 * A private key as PEM (PKCS#8, SEC1, PKCS#1) or as JWK. No message contains any part of it.
 * @throws CommandFailure
 */
export async function readPrivateKeyFile(
  file: string,
  passphrase: string | undefined,
): Promise<KeyObject> {
  const refuse = (what: string, cause?: unknown) =>
    new CommandFailure(EXIT_CODE.usage, `${path.resolve(file)} ${what}`, { cause });
  const read = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw refuse('cannot be read. Give the file of your private key with --key.', cause);
  });
  // Removes a byte order mark.
  const text = read.trim();
  return text.startsWith('{')
    ? privateKeyOfJwk(text, refuse)
    : privateKeyOfPem(text, passphrase, refuse);
}

type Refuse = (what: string, cause?: unknown) => CommandFailure;

const IS_PUBLIC = 'is a public key. Give the private key that belongs to it.';

function privateKeyOfJwk(text: string, refuse: Refuse): KeyObject {
  const jwk = parseJson(text, refuse);
  if ('keys' in jwk) throw refuse('is a set of JWKs. Give a file with one private JWK.');
  if (jwk['kty'] === 'oct') throw refuse('is a symmetric key. Give the file of a private key.');
  if (!('d' in jwk) && 'kty' in jwk) throw refuse(IS_PUBLIC);
  try {
    return createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    // The cause of the error could quote the key.
    throw refuse('is not a private JWK of a kind that Keyplane encrypts for.');
  }
}

function parseJson(text: string, refuse: Refuse): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw refuse('begins like a JWK but is not JSON.');
  }
}

function privateKeyOfPem(text: string, passphrase: string | undefined, refuse: Refuse): KeyObject {
  const isEncrypted = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text);
  if (isEncrypted && passphrase === undefined) {
    throw refuse(
      'is encrypted with a passphrase. Put the passphrase into an environment variable and ' +
        'give the name of the variable with --passphrase-env.',
    );
  }
  if (text.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) {
    throw refuse(
      'is in the format of OpenSSH. Convert a copy of it: ssh-keygen -p -m PKCS8 -f <copy>',
    );
  }
  if (!text.includes('PRIVATE KEY-----')) {
    throw refuse(
      /-----BEGIN [A-Z ]*PUBLIC KEY-----/.test(text)
        ? IS_PUBLIC
        : 'is not a private key in PEM or JWK format.',
    );
  }
  try {
    return createPrivateKey({ key: text, format: 'pem', ...(isEncrypted && { passphrase }) });
  } catch {
    throw refuse(
      isEncrypted
        ? 'cannot be decrypted with this passphrase.'
        : 'begins like a private key in PEM, but is not one or is damaged.',
    );
  }
}
