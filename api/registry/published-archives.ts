import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ReleaseFault } from '../../provider-release';

/** Of an archive that was offered once. */
export interface PublishedArchive {
  readonly sha256: string;
  /** The `h1:` hash, which follows from the bytes. */
  readonly h1: string;
}

/** By file name, which has the version in it. */
export type PublishedArchives = Readonly<Record<string, PublishedArchive>>;

const FILE = z.record(z.string(), z.strictObject({ sha256: z.string(), h1: z.string() }));

/**
 * A lock file holds the hash of every archive of its version, so a version with other bytes fails everywhere.
 * @throws ReleaseFault if an archive is offered with other bytes than before
 */
export function requireNotRepublished(
  version: string,
  archives: readonly { readonly filename: string; readonly shasum: string }[],
  published: PublishedArchives,
): void {
  for (const { filename, shasum } of archives) {
    const before = published[filename]?.sha256;
    if (before === undefined || before === shasum) continue;
    throw new ReleaseFault(
      `${filename} was offered with the SHA-256 ${before} before, and now has ${shasum}. The lock files of ` +
        `users name the first one. Restore the files of version ${version}, and publish the new ones under ` +
        'another version.',
    );
  }
}

/** @throws ReleaseFault if the file is there and damaged: what was published would be forgotten */
export async function readPublished(file: string): Promise<PublishedArchives> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new ReleaseFault(
      `${file} cannot be read, so it is not known which archives were published before. Let the user that ` +
        'runs Keyplane read it.',
      { cause: error },
    );
  });
  try {
    return FILE.parse(JSON.parse(text));
  } catch (cause) {
    throw new ReleaseFault(
      `${file} is damaged, so it is not known which archives were published before. Restore it from a backup. ` +
        'Remove it only if no archive was ever replaced.',
      { cause },
    );
  }
}

/** Never half: a server may end in the middle. */
export async function writePublished(file: string, published: PublishedArchives): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, `${JSON.stringify(published, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}
