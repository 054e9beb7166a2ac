import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ZipFile } from '../../provider-release';

/** SHA-256 in hexadecimal. */
export const fileHash = (file: string): Promise<string> => hashOf(createReadStream(file));

/**
 * What terraform calls `h1:` in a lock file: a hash of the files in the archive, so that an archive and an
 * unpacked one have the same (golang.org/x/mod/sumdb/dirhash, Hash1).
 */
export async function packageHash(files: readonly ZipFile[]): Promise<string> {
  const summary = createHash('sha256');
  for (const file of [...files].sort((one, other) => (one.name < other.name ? -1 : 1))) {
    summary.update(`${await hashOf(file.content())}  ${file.name}\n`);
  }
  return `h1:${summary.digest('base64')}`;
}

/** In pieces: an archive has fifty megabytes, and requests are answered in between. */
async function hashOf(content: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(content, hash);
  return hash.digest('hex');
}
