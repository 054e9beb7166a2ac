/** The last part of the source address `<host>/keyplane/keyplane`. */
const PROVIDER = 'terraform-provider-keyplane';

export const SIGNING_KEY_FILE = 'signing-key.asc';
export const SBOM_FILE = 'sbom.cdx.json';
export const LICENSES_FOLDER = 'LICENSES';
/** The registry protocol does not distinguish C libraries, so the musl archives are in a separate folder. */
export const MUSL_FOLDER = 'musl';

/** The name of the protocol `tfplugin6` in the registry protocol. */
export const PROTOCOLS: readonly string[] = ['6.0'];

/** A platform in the words of Go, as Terraform names it. */
export interface ReleasePlatform {
  readonly os: string;
  readonly arch: string;
  /** Set only for Linux builds for Alpine and other distributions whose C library is musl. */
  readonly libc?: 'musl';
}

export const platformName = ({ os, arch, libc }: ReleasePlatform) =>
  [os, arch, ...(libc === undefined ? [] : [libc])].join('_');

/** The name of the archive in SHA256SUMS. The archives for musl are in a separate folder. */
export const archiveName = (version: string, platform: ReleasePlatform) =>
  `${PROVIDER}_${version}_${platformName(platform)}.zip`;

/** The only file in an archive. */
export const executableName = (version: string, { os }: Pick<ReleasePlatform, 'os'>) =>
  `${PROVIDER}_v${version}${os === 'windows' ? '.exe' : ''}`;

export const sumsName = (version: string) => `${PROVIDER}_${version}_SHA256SUMS`;
export const signatureName = (version: string) => `${sumsName(version)}.sig`;
export const manifestName = (version: string) => `${PROVIDER}_${version}_manifest.json`;

/** Undefined if the file is not an archive of this version. */
export function platformOfArchive(version: string, name: string): ReleasePlatform | undefined {
  const start = `${PROVIDER}_${version}_`;
  if (!name.startsWith(start)) return undefined;
  const [, os, arch, musl] =
    /^([a-z0-9]+)_([a-z0-9]+)(_musl)?\.zip$/.exec(name.slice(start.length)) ?? [];
  if (os === undefined || arch === undefined) return undefined;
  return { os, arch, ...(musl !== undefined && { libc: 'musl' as const }) };
}
