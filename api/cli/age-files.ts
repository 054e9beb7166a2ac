import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Decrypter, Encrypter } from 'age-encryption';

/** Each file is read and written in pieces, because a database may be larger than the memory. */
const PIECE_BYTES = 1_048_576;

/** Why a file cannot be decrypted. The text of the library is dropped, because it may quote a key. */
export class AgeError extends Error {
  override readonly name = 'AgeError';

  constructor(readonly reason: 'no identity fits' | 'damaged') {
    super(`The file cannot be decrypted: ${reason}.`);
  }
}

/** @throws Error if `to` exists, or if a recipient is not one of age */
export async function encryptFile(
  from: string,
  to: string,
  recipients: readonly string[],
): Promise<void> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const source = createReadStream(from, { highWaterMark: PIECE_BYTES });
  const encrypted = await encrypter.encrypt(bytesOf(source));
  await pipeline(Readable.fromWeb(encrypted), newFile(to));
}

/**
 * Each piece is authenticated before it is written. Only the last one shows that the file is whole, so `to`
 * must not be used, and must be removed, if this fails.
 * @throws AgeError if no identity opens the file, or if it is damaged or cut off
 */
export async function decryptFile(
  from: string,
  to: string,
  identities: readonly string[],
): Promise<void> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  const source = createReadStream(from, { highWaterMark: PIECE_BYTES });
  try {
    const decrypted = await decrypter.decrypt(bytesOf(source));
    await pipeline(Readable.fromWeb(decrypted), newFile(to));
  } catch (error) {
    source.destroy();
    throw reasonOf(error);
  }
}

export const isRecipient = (text: string) => accepts(() => new Encrypter().addRecipient(text));
export const isIdentity = (text: string) => accepts(() => new Decrypter().addIdentity(text));

function accepts(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

const bytesOf = (source: Readable) => Readable.toWeb(source) as ReadableStream<Uint8Array>;

const newFile = (name: string) => createWriteStream(name, { flags: 'wx', mode: 0o600 });

function reasonOf(error: unknown): unknown {
  // Errors of the disk have a code, and those of the library have none.
  if (!(error instanceof Error) || 'code' in error) return error;
  const isStranger = error.message.startsWith('no identity matched');
  return new AgeError(isStranger ? 'no identity fits' : 'damaged');
}
