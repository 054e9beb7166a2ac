import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { ReleaseFault } from '../../provider-release';

/** The hashes of an archive that this server has offered. */
export interface PublishedArchive {
  readonly sha256: string;
  /** The `h1:` hash, which follows from the bytes. */
  readonly h1: string;
}

/** File name → hashes. The file name contains the version. */
export type PublishedArchives = Readonly<Record<string, PublishedArchive>>;

const FILE = z.record(z.string(), z.strictObject({ sha256: z.string(), h1: z.string() }));

/**
 * The users' lock files contain the hash of every archive of a version. If the bytes of a version changed,
 * `terraform init` would fail for all of them.
 * @throws ReleaseFault if the bytes of an archive differ from those that were offered before
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
      `${filename} was published with the SHA-256 ${before}, but now has ${shasum}. The lock files of users ` +
        `contain the old hash. Restore the files of version ${version}, and publish the new files under a ` +
        'new version.',
    );
  }
}

/** @throws ReleaseFault if the file exists but cannot be used. Otherwise the server would forget what it published. */
export async function readPublished(file: string): Promise<PublishedArchives> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw new ReleaseFault(
      `${file} cannot be read, so Keyplane does not know which archives it has published. Allow the user ` +
        'that runs Keyplane to read the file.',
      { cause: error },
    );
  });
  try {
    return FILE.parse(JSON.parse(text));
  } catch (cause) {
    throw new ReleaseFault(
      `${file} is damaged, so Keyplane does not know which archives it has published. Restore the file from a ` +
        'backup. Remove it only if you have never replaced an archive.',
      { cause },
    );
  }
}

/** Writes a draft and renames it, so that the file is never incomplete, even if the server is killed. */
export async function writePublished(file: string, published: PublishedArchives): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.tmp`;
  await writeFile(draft, `${JSON.stringify(published, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
}
