import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { foldersIn } from './folders-in';
import { keyIdOf, verifies } from './open-pgp';
import { ReleaseFault } from './release-fault';
import {
  manifestName,
  MUSL_FOLDER,
  platformOfArchive,
  type ReleasePlatform,
  signatureName,
  SIGNING_KEY_FILE,
  sumsName,
} from './release-names';
import { parseSums, type Sums } from './sha256-sums';

export interface ReleaseArchive extends ReleasePlatform {
  /** The name in SHA256SUMS. */
  readonly filename: string;
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  /** SHA-256 in hexadecimal. */
  readonly shasum: string;
}

/** One version. Its signature was verified: `signingKey` signed `shasums`. */
export interface Release {
  readonly version: string;
  /** For example `6.0`. */
  readonly protocols: readonly string[];
  /** The archives that the registry protocol can offer, one for each `os` and `arch`. */
  readonly platforms: readonly ReleaseArchive[];
  /** The archives for Linux with musl. The registry protocol cannot offer them. A mirror can. */
  readonly muslArchives: readonly ReleaseArchive[];
  readonly shasums: ReleaseFile;
  readonly signature: ReleaseFile;
  readonly signingKey: {
    /** Upper-case hexadecimal, 16 digits. */
    readonly keyId: string;
    readonly asciiArmor: string;
  };
}

export interface ReleaseFile {
  readonly filename: string;
  /** Absolute. */
  readonly path: string;
}

const VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;

/**
 * The versions in a release folder, which has one folder for each version. Whether they are complete is
 * not checked: `readRelease` does that.
 * @throws ReleaseFault if the folder cannot be read
 */
export async function versionsIn(folder: string): Promise<readonly string[]> {
  const names = await foldersIn(folder).catch((cause: unknown) => {
    throw new ReleaseFault(
      `The release folder ${folder} cannot be read. Give a folder that contains one folder for each ` +
        'version. `npm run release` creates such a folder.',
      { cause },
    );
  });
  return names.filter((name) => VERSION.test(name));
}

/**
 * Reads one version from the folder that is named after it.
 * @throws ReleaseFault
 */
export async function readRelease(folder: string): Promise<Release> {
  const directory = path.resolve(folder);
  const version = path.basename(directory);
  const file = (filename: string) => ({ filename, path: path.join(directory, filename) });
  const shasums = file(sumsName(version));
  const signature = file(signatureName(version));
  const sumsBytes = await contentOf(shasums.path);
  const asciiArmor = (await contentOf(path.join(directory, SIGNING_KEY_FILE))).toString('utf8');
  const keyId = keyIdOf(asciiArmor);
  if (keyId === undefined) {
    throw new ReleaseFault(
      `${SIGNING_KEY_FILE} of version ${version} must be an OpenPGP public key with RSA in ASCII armor.`,
    );
  }
  if (!verifies(asciiArmor, sumsBytes, await contentOf(signature.path))) {
    throw new ReleaseFault(
      `${signature.filename} is not a signature of ${shasums.filename} by the key ${keyId} of ` +
        `${SIGNING_KEY_FILE}. Terraform would refuse this version. Copy the release again.`,
    );
  }
  const sums = parseSums(shasums.filename, sumsBytes.toString('utf8'));
  const archives = await archivesOf(directory, version, sums);
  return {
    version,
    protocols: await protocolsOf(directory, version, sums),
    platforms: archives.filter(({ libc }) => libc === undefined),
    muslArchives: archives.filter(({ libc }) => libc === 'musl'),
    shasums,
    signature,
    signingKey: { keyId, asciiArmor },
  };
}

/**
 * Reads every archive and compares it with its checksum.
 * @throws ReleaseFault
 */
export async function checkArchives({ platforms, muslArchives }: Release): Promise<void> {
  for (const archive of [...platforms, ...muslArchives]) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(archive.path), hash);
    refuseOtherSum(archive.filename, archive.shasum, hash.digest('hex'));
  }
}

async function archivesOf(
  directory: string,
  version: string,
  sums: Sums,
): Promise<readonly ReleaseArchive[]> {
  const archives: ReleaseArchive[] = [];
  for (const [filename, shasum] of sums) {
    const platform = platformOfArchive(version, filename);
    if (platform === undefined) continue;
    const folder = platform.libc === 'musl' ? path.join(directory, MUSL_FOLDER) : directory;
    const archive = path.join(folder, filename);
    archives.push({ ...platform, filename, path: archive, size: await sizeOf(archive), shasum });
  }
  if (archives.length > 0) return archives;
  throw new ReleaseFault(`${sumsName(version)} names no archive. Copy the release again.`);
}

async function protocolsOf(directory: string, version: string, sums: Sums) {
  const name = manifestName(version);
  const bytes = await contentOf(path.join(directory, name));
  refuseOtherSum(name, sums.get(name), createHash('sha256').update(bytes).digest('hex'));
  const { metadata } = JSON.parse(bytes.toString('utf8')) as {
    readonly metadata: { readonly protocol_versions: readonly string[] };
  };
  return metadata.protocol_versions;
}

function refuseOtherSum(filename: string, expected: string | undefined, found: string): void {
  if (expected === found) return;
  throw new ReleaseFault(
    `${filename} has the SHA-256 ${found}, but SHA256SUMS ` +
      `${expected === undefined ? 'does not name the file' : `says ${expected}`}. Copy the release again.`,
  );
}

async function contentOf(file: string): Promise<Buffer> {
  await sizeOf(file);
  return readFile(file);
}

/** @throws ReleaseFault unless it is a file. A link is refused because it could lead out of the release. */
async function sizeOf(file: string): Promise<number> {
  const found = await lstat(file).catch(() => undefined);
  if (found?.isFile() === true) return found.size;
  throw new ReleaseFault(
    `The release has no file ${file}. A version needs SHA256SUMS, every file that SHA256SUMS names, the ` +
      'signature and the signing key. Copy the release again.',
  );
}
