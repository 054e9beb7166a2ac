import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import {
  calculateJwkThumbprint,
  compactDecrypt,
  decodeProtectedHeader,
  type JWK,
  type ProtectedHeaderParameters,
} from 'jose';
import { Secret } from '../domain/secret';
import { RECIPIENT_ALGORITHMS, RECIPIENT_ENCRYPTION } from '../keys/delivery/recipient';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { readPrivateKeyFile } from './private-key-file';
import type { Terminal } from './terminal';

export interface DecryptOptions {
  readonly key: string;
  readonly passphraseEnv?: string;
}

/**
 * `keyplane decrypt`: opens a `secret_jwe` with its recipient's private key. It needs no server and no
 * database. The secret goes to standard output, and nothing else does.
 */
export async function decryptCommand(
  terminal: Terminal,
  { key, passphraseEnv }: DecryptOptions,
  file?: string,
): Promise<void> {
  const passphrase = passphraseEnv === undefined ? undefined : valueOf(terminal, passphraseEnv);
  const privateKey = await readPrivateKeyFile(key, passphrase);
  // Mails and terminals wrap long lines, and no part of a JWE contains white space.
  const jwe = (await inputOf(terminal, file)).replace(/\s/g, '');
  if (jwe === '') {
    throw dataError(
      'There is nothing to decrypt, because the input is empty. If the state has no ' +
        'secret_jwe, the secret was delivered in another way.',
    );
  }
  const secret = await opened(jwe, privateKey);
  terminal.write(secret.reveal() + (terminal.isInteractive ? '\n' : ''));
}

async function opened(jwe: string, privateKey: KeyObject): Promise<Secret> {
  const header = headerOf(jwe);
  const { plaintext } = await compactDecrypt(jwe, privateKey).catch(async () => {
    throw await wrongKey(header, privateKey);
  });
  // Anybody who has the public key can make a JWE for it.
  const secret = Secret.parse(Buffer.from(plaintext).toString('utf8'));
  if (secret === undefined) {
    throw dataError(
      'The key opens the JWE, but its content is not a secret of Keyplane. It is not printed.',
    );
  }
  return secret;
}

function headerOf(jwe: string): ProtectedHeaderParameters {
  const header = decodedHeaderOf(jwe);
  const { alg, enc } = header;
  if (!RECIPIENT_ALGORITHMS.some((ours) => ours === alg) || enc !== RECIPIENT_ENCRYPTION) {
    throw dataError('Keyplane did not make this JWE: it is encrypted in another way.');
  }
  return header;
}

function decodedHeaderOf(jwe: string): ProtectedHeaderParameters {
  try {
    if (jwe.split('.').length === 5) return decodeProtectedHeader(jwe);
  } catch {
    // The failure below reports it.
  }
  throw dataError(
    'The input is not a compact JWE, which has five parts with dots between them and no ' +
      'quotes. From an output of terraform, get it with: terraform output -raw <name>',
  );
}

async function wrongKey(
  // The type says that it is a string, but anybody may have created the JWE with another value.
  { kid }: { readonly kid?: unknown },
  privateKey: KeyObject,
): Promise<CommandFailure> {
  const thumbprint = await calculateJwkThumbprint(
    createPublicKey(privateKey).export({ format: 'jwk' }) as JWK,
  ).catch(() => undefined);
  if (thumbprint !== undefined && kid === thumbprint) {
    return dataError('The JWE was made for this key, but has been altered since. Fetch it again.');
  }
  const madeFor = typeof kid === 'string' ? `the key ${printable(kid)}` : 'another key';
  const given = thumbprint === undefined ? '' : ` The thumbprint of your key is ${thumbprint}.`;
  return dataError(`This key cannot open the JWE, which was made for ${madeFor}.${given}`);
}

/** The ID comes from an input that anybody may have made, so it must not control the terminal. */
function printable(kid: string): string {
  return JSON.stringify(kid.slice(0, 255)).replace(/[\u007f-\u009f\u2028-\u202e]/g, '?');
}

async function inputOf(terminal: Terminal, file: string | undefined): Promise<string> {
  if (file === undefined || file === '-') {
    return terminal.readInput('Paste the JWE, then press Enter and Ctrl-D:');
  }
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandFailure(
      EXIT_CODE.usage,
      `${path.resolve(file)} cannot be read. Give a file that contains a JWE, or pipe the ` +
        'JWE in.',
      { cause },
    );
  });
}

function valueOf({ environment }: Terminal, variable: string): string {
  const value = environment[variable];
  if (value === undefined || value === '') {
    throw new CommandFailure(
      EXIT_CODE.usage,
      `The environment variable ${variable}, named by --passphrase-env, is not set.`,
    );
  }
  return value;
}

function dataError(message: string): CommandFailure {
  return new CommandFailure(EXIT_CODE.dataError, message);
}
