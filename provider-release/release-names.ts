/** The last part of the source address `<host>/keyplane/keyplane`. */
const PROVIDER = 'terraform-provider-keyplane';

export const SIGNING_KEY_FILE = 'signing-key.asc';
export const SBOM_FILE = 'sbom.cdx.json';
export const LICENSES_FOLDER = 'LICENSES';
/** The registry protocol knows no libc, so these archives are in a folder of their own. */
export const MUSL_FOLDER = 'musl';

/** What the registry protocol calls the protocol of `tfplugin6`. */
export const PROTOCOLS: readonly string[] = ['6.0'];

/** A platform in the words of Go, as Terraform names it. */
export interface ReleasePlatform {
  readonly os: string;
  readonly arch: string;
  /** Only of Linux: for Alpine and others whose C library is musl. */
  readonly libc?: 'musl';
}

export const platformName = ({ os, arch, libc }: ReleasePlatform) =>
  [os, arch, ...(libc === undefined ? [] : [libc])].join('_');

/** The file's name, as SHA256SUMS has it; the archives of musl are in a folder of their own. */
export const archiveName = (version: string, platform: ReleasePlatform) =>
  `${PROVIDER}_${version}_${platformName(platform)}.zip`;

/** The only file in an archive. */
export const executableName = (version: string, { os }: Pick<ReleasePlatform, 'os'>) =>
  `${PROVIDER}_v${version}${os === 'windows' ? '.exe' : ''}`;

export const sumsName = (version: string) => `${PROVIDER}_${version}_SHA256SUMS`;
export const signatureName = (version: string) => `${sumsName(version)}.sig`;
export const manifestName = (version: string) => `${PROVIDER}_${version}_manifest.json`;

/** Undefined if the name is not that of an archive of this version. */
export function platformOfArchive(version: string, name: string): ReleasePlatform | undefined {
  const start = `${PROVIDER}_${version}_`;
  if (!name.startsWith(start)) return undefined;
  const [, os, arch, musl] =
    /^([a-z0-9]+)_([a-z0-9]+)(_musl)?\.zip$/.exec(name.slice(start.length)) ?? [];
  if (os === undefined || arch === undefined) return undefined;
  return { os, arch, ...(musl !== undefined && { libc: 'musl' as const }) };
}
