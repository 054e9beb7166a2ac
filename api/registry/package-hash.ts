import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ZipFile } from '../../provider-release';

/** SHA-256 in hexadecimal. */
export const fileHash = (file: string): Promise<string> => hashOf(createReadStream(file));

/**
 * The `h1:` hash of terraform's lock file. It hashes the files in the archive, so a packed and an unpacked
 * archive have the same hash (golang.org/x/mod/sumdb/dirhash, Hash1).
 */
export async function packageHash(files: readonly ZipFile[]): Promise<string> {
  const summary = createHash('sha256');
  for (const file of [...files].sort((one, other) => (one.name < other.name ? -1 : 1))) {
    summary.update(`${await hashOf(file.content())}  ${file.name}\n`);
  }
  return `h1:${summary.digest('base64')}`;
}

/** Reads in pieces, because an archive has fifty megabytes. The server answers requests in between. */
async function hashOf(content: Readable): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(content, hash);
  return hash.digest('hex');
}
