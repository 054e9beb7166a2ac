import path from 'node:path';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
const SYSTEMS: Readonly<Record<string, string>> = { win32: 'windows' };

export interface MirrorLocation {
  /** The root that terraform and tofu look through by themselves. */
  readonly directory: string;
  /** `<host>/<namespace>/<type>` */
  readonly source: string;
  readonly version: string;
  readonly platform: NodeJS.Platform;
  readonly architecture: NodeJS.Architecture;
}

/** The platform as terraform names it. */
export const platformOf = (platform: NodeJS.Platform, architecture: NodeJS.Architecture) => ({
  os: SYSTEMS[platform] ?? platform,
  arch: ARCHITECTURES[architecture] ?? architecture,
});

/**
 * The folder in a mirror with everything about one provider. If the host has a port, Windows cannot
 * have a folder with its name.
 */
export function mirroredProvider({
  directory,
  source,
  platform,
}: Pick<MirrorLocation, 'directory' | 'source' | 'platform'>): string {
  return pathOn(platform).join(directory, ...source.split('/'));
}

/**
 * The path of the executable in an unpacked mirror:
 * `…/<version>/<os>_<arch>/terraform-provider-<type>_v<version>`
 */
export function mirroredExecutable(location: MirrorLocation): string {
  const { source, version, platform, architecture } = location;
  const { os, arch } = platformOf(platform, architecture);
  return pathOn(platform).join(
    mirroredProvider(location),
    version,
    `${os}_${arch}`,
    `terraform-provider-${path.posix.basename(source)}_v${version}${platform === 'win32' ? '.exe' : ''}`,
  );
}

const pathOn = (platform: NodeJS.Platform) => (platform === 'win32' ? path.win32 : path.posix);
