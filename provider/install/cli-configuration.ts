import path from 'node:path';

export interface UserPlace {
  readonly platform: NodeJS.Platform;
  /** The home folder. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A file of settings, and the program that reads it. */
export interface CliConfigurationFile {
  readonly file: string;
  readonly program: 'Terraform' | 'OpenTofu';
}

/**
 * The files in which terraform and tofu look for `provider_installation`, whether they exist or not.
 * https://developer.hashicorp.com/terraform/cli/config/config-file#locations
 * https://opentofu.org/docs/cli/config/config-file/#locations
 *
 * @param inFolder the names of the files in `configurationFolder`
 */
export function cliConfigurationFiles(
  place: UserPlace,
  inFolder: readonly string[],
): CliConfigurationFile[] {
  const { platform, home, environment } = place;
  const given = environment['TF_CLI_CONFIG_FILE'] || environment['TERRAFORM_CONFIG'];
  if (given) return [{ file: given, program: 'Terraform' }];
  const { join } = pathOn(platform);
  const [folder, terraform, tofu] =
    platform === 'win32'
      ? [appData(home, environment), 'terraform.rc', 'tofu.rc']
      : [home, '.terraformrc', '.tofurc'];
  const xdg = environment['XDG_CONFIG_HOME'];
  return [
    { file: join(folder, terraform), program: 'Terraform' },
    ...inFolder
      .filter((name) => /\.tfrc(?:\.json)?$/.test(name))
      .map((name) => join(configurationFolder(place), name))
      .map((file) => ({ file, program: 'Terraform' }) as const),
    { file: join(folder, tofu), program: 'OpenTofu' },
    ...(xdg ? [{ file: join(xdg, 'opentofu', 'tofurc'), program: 'OpenTofu' } as const] : []),
  ];
}

/** The folder whose files `*.tfrc` terraform reads besides the file of the user. */
export function configurationFolder(place: UserPlace): string {
  return pathOn(place.platform).dirname(impliedMirrorDirectory(place));
}

/** https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
export function impliedMirrorDirectory({ platform, home, environment }: UserPlace): string {
  return platform === 'win32'
    ? path.win32.join(appData(home, environment), 'terraform.d', 'plugins')
    : path.posix.join(home, '.terraform.d', 'plugins');
}

function appData(home: string, { APPDATA }: UserPlace['environment']): string {
  return APPDATA !== undefined && APPDATA !== ''
    ? APPDATA
    : path.win32.join(home, 'AppData', 'Roaming');
}

const pathOn = (platform: NodeJS.Platform) => (platform === 'win32' ? path.win32 : path.posix);
