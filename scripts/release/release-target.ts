import { platformName, type ReleasePlatform } from '../../provider-release';

/** A platform that is released, with the runtime that its executable contains. */
export interface ReleaseTarget extends ReleasePlatform {
  readonly runtime: {
    readonly packageName: string;
    /** Below the package's folder. */
    readonly file: string;
    /** npm chooses the optional package with these. */
    readonly npm: { readonly os: string; readonly cpu: string; readonly libc?: string };
    /** What Bun calls the platform. */
    readonly compileTarget: string;
  };
}

const ARCHITECTURES = [
  { arch: 'amd64', cpu: 'x64', packaged: 'x64' },
  { arch: 'arm64', cpu: 'arm64', packaged: 'aarch64' },
] as const;

const SYSTEMS = [
  { os: 'linux', npmOs: 'linux', npmLibc: 'glibc' },
  { os: 'linux', npmOs: 'linux', npmLibc: 'musl', libc: 'musl' },
  { os: 'darwin', npmOs: 'darwin' },
  { os: 'windows', npmOs: 'win32' },
] as const;

export const RELEASE_TARGETS: readonly ReleaseTarget[] = SYSTEMS.flatMap((system) =>
  ARCHITECTURES.map(({ arch, cpu, packaged }): ReleaseTarget => {
    const ending = 'libc' in system ? '-musl' : '';
    return {
      os: system.os,
      arch,
      ...('libc' in system && { libc: system.libc }),
      runtime: {
        packageName: `@oven/bun-${system.os}-${packaged}${ending}`,
        file: system.os === 'windows' ? 'bin/bun.exe' : 'bin/bun',
        npm: {
          os: system.npmOs,
          cpu,
          ...('npmLibc' in system && { libc: system.npmLibc }),
        },
        compileTarget: `bun-${system.os}-${cpu}${ending}`,
      },
    };
  }),
);

/** @throws Error with a sentence for the user */
export function releaseTarget(name: string): ReleaseTarget {
  const found = RELEASE_TARGETS.find((target) => platformName(target) === name);
  if (found !== undefined) return found;
  const names = RELEASE_TARGETS.map(platformName).join(', ');
  throw new Error(`There is no release for the platform “${name}”. The platforms are ${names}.`);
}

/**
 * The target whose runtime this machine can run, and therefore use to compile.
 * @throws Error with a sentence for the user
 */
export function hostTarget(): ReleaseTarget {
  const isMusl = process.platform === 'linux' && !hasGlibc();
  const found = RELEASE_TARGETS.find(
    ({ libc, runtime: { npm } }) =>
      npm.os === process.platform && npm.cpu === process.arch && (libc === 'musl') === isMusl,
  );
  if (found !== undefined) return found;
  throw new Error(
    `No runtime is pinned for ${process.platform} on ${process.arch}, so nothing can be compiled ` +
      'here. Build the release on Linux, macOS or Windows on x64 or arm64.',
  );
}

function hasGlibc(): boolean {
  const { header } = process.report.getReport() as unknown as {
    readonly header: { readonly glibcVersionRuntime?: string };
  };
  return header.glibcVersionRuntime !== undefined;
}
