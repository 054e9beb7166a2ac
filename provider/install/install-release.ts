import { createWriteStream, promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  checkArchives,
  filesInZip,
  platformName,
  readRelease,
  type Release,
  type ReleaseArchive,
  versionsIn,
} from '../../provider-release';
import { mirroredProvider, platformOf } from './implied-mirror';
import { InstallFailure, writing } from './install-failure';
import {
  installProvider,
  mirrorRoot,
  type Installed,
  type InstallOptions,
} from './install-provider';
import { replaceFile } from './replace-file';

export interface InstalledRelease extends Installed {
  readonly version: string;
  /** The platforms as `terraform providers lock -platform=…` names them. */
  readonly platforms: readonly string[];
}

/**
 * The newest version of a release folder. The executable of this machine is unpacked, because
 * terraform then links to it. The archives of the other platforms are next to it, so that a lock
 * file can name their hashes.
 * @throws InstallFailure, or another Error with a sentence for the user
 */
export async function installRelease(
  folder: string,
  { host, directory }: Pick<InstallOptions, 'host' | 'directory'>,
): Promise<InstalledRelease> {
  const newest = newestOf(await versionsIn(folder));
  if (newest === undefined) {
    throw new Error(
      `${path.resolve(folder)} contains no release. Give the folder that contains one folder ` +
        'for each version.',
    );
  }
  const release = await readRelease(path.join(folder, newest));
  await checkArchives(release);
  const own = archiveFor(release, platformOf(process.platform, process.arch), usesMusl());
  const installed = await installUnpacked(release.version, own, { host, directory });
  const target = mirroredProvider({
    directory: mirrorRoot(directory),
    source: installed.source,
    platform: process.platform,
  });
  const others = release.platforms.filter(({ os, arch }) => os !== own.os || arch !== own.arch);
  await writing(target, async () => {
    for (const { path: from, filename } of others) {
      await replaceFile(from, path.join(target, filename), 0o644);
    }
  });
  return {
    ...installed,
    version: release.version,
    platforms: release.platforms.map(({ os, arch }) => platformName({ os, arch })),
  };
}

/** @throws Error with a sentence for the user if the release has none */
export function archiveFor(
  { version, platforms, muslArchives }: Pick<Release, 'version' | 'platforms' | 'muslArchives'>,
  { os, arch }: { readonly os: string; readonly arch: string },
  musl: boolean,
): ReleaseArchive {
  const found = (musl ? muslArchives : platforms).find(
    (each) => each.os === os && each.arch === arch,
  );
  if (found !== undefined) return found;
  throw new InstallFailure(
    64,
    `Version ${version} has no build for ${os}_${arch}${musl ? ' with musl' : ''}. It has builds for ` +
      `${[...platforms, ...muslArchives].map(platformName).join(', ')}.`,
  );
}

/** Compares versions by their numbers. A pre-release (1.0.0-rc.1) is older than its release. */
export function newestOf(versions: readonly string[]): string | undefined {
  return [...versions].sort((one, other) => compareVersions(other, one))[0];
}

function compareVersions(one: string, other: string): number {
  const [a = '', b = ''] = [one, other].map((version) => version.split('-')[0]);
  const byNumber = a.localeCompare(b, 'en', { numeric: true });
  if (byNumber !== 0) return byNumber;
  if (one.includes('-') !== other.includes('-')) return one.includes('-') ? -1 : 1;
  return one.localeCompare(other, 'en', { numeric: true });
}

async function installUnpacked(
  version: string,
  archive: ReleaseArchive,
  options: Pick<InstallOptions, 'host' | 'directory'>,
): Promise<Installed> {
  const [file] = (await filesInZip(archive.path)) ?? [];
  if (file === undefined) {
    throw new Error(
      `${archive.filename} is not a zip archive with a file in it. Build the release again.`,
    );
  }
  const scratch = await fs.mkdtemp(path.join(tmpdir(), 'keyplane-install-'));
  try {
    const executable = path.join(scratch, 'executable');
    await pipeline(file.content(), createWriteStream(executable));
    return await installProvider({ ...options, executable, isSelfContained: true, version });
  } finally {
    await fs.rm(scratch, { recursive: true, force: true });
  }
}

/** Node reports a version of glibc only if it runs on glibc. */
function usesMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const { header } = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return header !== undefined && header.glibcVersionRuntime === undefined;
}
