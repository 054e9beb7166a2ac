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

/** https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
export function impliedMirrorDirectory(home: string): string {
  return path.join(home, '.terraform.d', 'plugins');
}

/** Where an unpacked mirror has the executable: `…/<version>/<os>_<arch>/terraform-provider-<type>_v<version>` */
export function mirroredExecutable(location: MirrorLocation): string {
  const { directory, source, version, platform, architecture } = location;
  return path.join(
    directory,
    ...source.split('/'),
    version,
    `${SYSTEMS[platform] ?? platform}_${ARCHITECTURES[architecture] ?? architecture}`,
    `terraform-provider-${path.posix.basename(source)}_v${version}${platform === 'win32' ? '.exe' : ''}`,
  );
}
