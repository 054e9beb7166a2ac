import { realpathSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { cliConfigurationFiles, configurationFolder } from './cli-configuration';
import { InstallFailure } from './install-failure';
import {
  DEFAULT_HOST,
  installProvider,
  mirrorRoot,
  requiredProvidersBlock,
  thisUser,
  type InstallOptions,
} from './install-provider';
import { installationAdvice } from './provider-installation';

export const INSTALL_USAGE = `terraform-provider-keyplane install [--host <host>] [--dir <directory>] [--release <folder>]

  --host     The host of the source address <host>/keyplane/keyplane; ${DEFAULT_HOST} by default.
  --dir      The root of a filesystem mirror; by default ~/.terraform.d/plugins, or
             %APPDATA%\\terraform.d\\plugins on Windows, where terraform looks by itself.
  --release  A folder of releases: its newest version is installed instead of this program, with the
             archives of every platform, so that \`terraform providers lock -fs-mirror\` finds them.

  Exit codes:
    0   the provider is installed
    64  an argument is wrong
    73  a file or folder cannot be written`;

export interface InstallCommandOptions {
  readonly args: readonly string[];
  readonly version: string;
  readonly print: (text: string) => void;
}

/** @throws InstallFailure, or another Error with a sentence for the user */
export async function runInstallCommand({ args, version, print }: InstallCommandOptions) {
  const values = valuesOf(args);
  if (values.help === true) return print(INSTALL_USAGE);
  const options = { host: values.host, directory: values.dir };
  const installed = await (values.release === undefined
    ? installThis(version, options)
    : installFrom(values.release, options, print));
  print(`Installed ${installed.path}`);
  const directory = mirrorRoot(values.dir);
  if (installed.replacedAnother) {
    print(
      'It replaces another build of the same version. If `terraform init` now complains about ' +
        `checksums, run \`terraform providers lock -fs-mirror="${directory}" ${installed.source}\`, ` +
        'which adds the checksums of this build to the lock file.',
    );
  }
  if (values.dir !== undefined) {
    print(
      'Unless terraform looks there by itself, name the directory in the CLI configuration: ' +
        'provider_installation { filesystem_mirror { path = … } }.',
    );
  }
  for (const advice of await installationAdvices(directory, installed.source)) {
    print(`\n${advice}`);
  }
  const used = requiredProvidersBlock(installed.source, installed.version);
  print(`\nIn your configuration:\n\n${used}`);
}

type Options = Pick<InstallOptions, 'host' | 'directory'>;

const installThis = async (version: string, options: Options) => ({
  ...(await installProvider({ ...ownExecutable(), version, ...options })),
  version,
});

/**
 * Loaded only here, because terraform waits until a provider has started, and a start does not need
 * this module.
 */
async function installFrom(folder: string, options: Options, print: (text: string) => void) {
  const { installRelease } = await import('./install-release.js');
  const installed = await installRelease(folder, options);
  print(`Version ${installed.version} for ${installed.platforms.join(', ')}`);
  return installed;
}

async function installationAdvices(directory: string, source: string): Promise<string[]> {
  const place = thisUser();
  const question = { directory, source, platform: place.platform };
  const inFolder = await readdir(configurationFolder(place)).catch(() => []);
  const advices: string[] = [];
  for (const found of cliConfigurationFiles(place, inFolder)) {
    const text = await readFile(found.file, 'utf8').catch(() => '');
    const advice = installationAdvice(text, found, question);
    if (advice !== undefined) advices.push(advice);
  }
  return advices;
}

/** In an executable with a runtime of its own, the script is a file that only the runtime sees. */
function ownExecutable() {
  const isSelfContained = process.versions.bun !== undefined;
  const file = isSelfContained ? process.execPath : process.argv[1];
  return { executable: realpathSync(file ?? ''), isSelfContained };
}

function valuesOf(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        host: { type: 'string' },
        dir: { type: 'string' },
        release: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const given = args.map((each) => JSON.stringify(each)).join(' ');
    throw new InstallFailure(
      64,
      `install takes no other arguments than --host, --dir and --release, each with a value. You gave ${given}.\n\n` +
        INSTALL_USAGE,
      { cause },
    );
  }
}
