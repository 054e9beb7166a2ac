import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  archiveName,
  executableName,
  formatSums,
  manifestName,
  MUSL_FOLDER,
  PROTOCOLS,
  signatureName,
  SIGNING_KEY_FILE,
  sumsName,
  type ReleasePlatform,
} from '../../provider-release';
import type { ReleaseSigner } from '../../scripts/release/release-signer';
import { zipFile } from '../../scripts/release/zip-file';

export interface TestBuild extends ReleasePlatform {
  readonly executable: Buffer;
}

/** Writes a version the way a release build does, with any content as its executables. */
export async function writeRelease(
  folder: string,
  version: string,
  builds: readonly TestBuild[],
  signer: ReleaseSigner,
): Promise<string> {
  const place = path.join(folder, version);
  await mkdir(path.join(place, MUSL_FOLDER), { recursive: true });
  const sums = new Map<string, string>();
  const write = async (name: string, content: Buffer, below = '.') => {
    await writeFile(path.join(place, below, name), content);
    sums.set(name, createHash('sha256').update(content).digest('hex'));
  };
  for (const { executable, ...platform } of builds) {
    const archive = await zipFile(executableName(version, platform), executable);
    const below = platform.libc === 'musl' ? MUSL_FOLDER : '.';
    await write(archiveName(version, platform), archive, below);
  }
  const manifest = { version: 1, metadata: { protocol_versions: PROTOCOLS } };
  await write(manifestName(version), Buffer.from(JSON.stringify(manifest)));
  await writeFile(path.join(place, SIGNING_KEY_FILE), signer.publicKey);
  const text = formatSums(sums);
  await writeFile(path.join(place, signatureName(version)), await signer.sign(text));
  // Written last, because a version without this file counts as incomplete.
  await writeFile(path.join(place, sumsName(version)), text);
  return place;
}
