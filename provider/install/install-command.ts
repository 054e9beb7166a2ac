import { realpathSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { InstallFailure } from './install-failure';
import { DEFAULT_HOST, installProvider, requiredProvidersBlock } from './install-provider';

export const INSTALL_USAGE = `terraform-provider-keyplane install [--host <host>] [--dir <directory>]

  --host  The host of the source address <host>/keyplane/keyplane; ${DEFAULT_HOST} by default.
  --dir   The root of a filesystem mirror; by default ~/.terraform.d/plugins, where terraform and
          tofu look by themselves.

  It ends with 64 if an argument is wrong, and with 73 if a file or folder cannot be written.`;

export interface InstallCommandOptions {
  readonly args: readonly string[];
  readonly version: string;
  readonly print: (text: string) => void;
}

/** @throws InstallFailure, or another Error with a sentence for the user */
export async function runInstallCommand({ args, version, print }: InstallCommandOptions) {
  const values = valuesOf(args);
  if (values.help === true) return print(INSTALL_USAGE);
  const installed = await installProvider({
    ...ownExecutable(),
    version,
    host: values.host,
    directory: values.dir,
  });
  print(`Installed ${installed.path}`);
  if (installed.replacedAnother) {
    print(
      'It replaces another build of the same version: where `terraform init` now complains about ' +
        'checksums, run `terraform init -upgrade`.',
    );
  }
  if (values.dir !== undefined) {
    print(
      'Unless terraform looks there by itself, name the directory in the CLI configuration: ' +
        'provider_installation { filesystem_mirror { path = … } }.',
    );
  }
  print(`\nIn your configuration:\n\n${requiredProvidersBlock(installed.source, version)}`);
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
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const given = args.map((each) => JSON.stringify(each)).join(' ');
    throw new InstallFailure(
      64,
      `install takes no other arguments than --host and --dir, each with a value. You gave ${given}.\n\n` +
        INSTALL_USAGE,
      { cause },
    );
  }
}
