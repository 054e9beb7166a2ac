import path from 'node:path';
import {
  executableName,
  filesInZip,
  readRelease,
  ReleaseFault,
  SIGNING_KEY_FILE,
  type Release,
  type ReleaseArchive,
} from '../../provider-release';
import { fileState } from './file-state';
import { fileHash, packageHash } from './package-hash';
import {
  requireNotRepublished,
  type PublishedArchive,
  type PublishedArchives,
} from './published-archives';

/** A file of a checked release. */
export interface OfferedFile {
  readonly filename: string;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  /** The result of `fileState` before the file was hashed. If it differs now, the file has changed since. */
  readonly state: string;
}

export interface OfferedRelease {
  readonly release: Release;
  readonly files: ReadonlyMap<string, OfferedFile>;
  /** File name of each archive → its hashes. */
  readonly archives: PublishedArchives;
}

/**
 * Makes every check of a version that terraform makes. Also checks that the version was never published with
 * different bytes.
 * @throws ReleaseFault
 */
export async function checkRelease(
  folder: string,
  published: PublishedArchives,
): Promise<OfferedRelease> {
  const release = await readRelease(folder);
  const { version, platforms, muslArchives, shasums, signature } = release;
  const archives = [...platforms, ...muslArchives];
  requireNotRepublished(version, archives, published);

  const key = { filename: SIGNING_KEY_FILE, path: path.join(folder, SIGNING_KEY_FILE) };
  const files = new Map<string, OfferedFile>();
  for (const { filename, path: file } of [...archives, shasums, signature, key]) {
    files.set(filename, await offered(filename, file));
  }
  const checked: Record<string, PublishedArchive> = {};
  for (const archive of archives) {
    const { filename, shasum } = archive;
    const { sha256 } = files.get(filename) ?? {};
    if (sha256 !== shasum) throw otherSum(archive, sha256);
    const h1 = published[filename]?.h1 ?? (await packageHashOf(version, archive));
    checked[filename] = { sha256: shasum, h1 };
  }
  return { release, files, archives: checked };
}

async function offered(filename: string, file: string): Promise<OfferedFile> {
  const state = await fileState(file);
  if (state === undefined) {
    throw new ReleaseFault(`${filename} is missing or is not a file. Copy the release again.`);
  }
  const size = Number(state.split(':')[1]);
  return { filename, path: file, size, sha256: await fileHash(file), state };
}

async function packageHashOf(version: string, archive: ReleaseArchive): Promise<string> {
  const files = await filesInZip(archive.path);
  const [first, ...others] = files ?? [];
  const expected = executableName(version, archive);
  if (first?.name !== expected || others.length > 0) {
    throw new ReleaseFault(
      `${archive.filename} must be a zip archive that contains only ${expected}. Otherwise Terraform cannot ` +
        'start the provider. Build the release again.',
    );
  }
  return packageHash([first]);
}

const otherSum = ({ filename, shasum }: ReleaseArchive, found: string | undefined) =>
  new ReleaseFault(
    `${filename} has the SHA-256 ${found}, but SHA256SUMS says ${shasum}. Terraform would refuse the file. Copy ` +
      'the release again.',
  );
