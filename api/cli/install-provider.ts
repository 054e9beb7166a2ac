import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CommandFailure, EXIT_CODE } from './exit-code';

const PACKAGE = 'terraform-provider-keyplane';
/** The result of the provider's installer. */
const KNOWN_CODES = [EXIT_CODE.usage, EXIT_CODE.cannotWrite];

/** `keyplane provider install`: finds and starts the installer of the provider. */
export async function installProvider(options: {
  host?: string;
  release?: string;
  findPackage?: () => string | undefined;
}): Promise<void> {
  const folder = (options.findPackage ?? findProviderPackage)();
  if (folder === undefined) {
    throw new CommandFailure(
      EXIT_CODE.failure,
      `The package ${PACKAGE} is not installed here. Run this in a checkout of Keyplane after ` +
        '`npm ci`, or install the package next to this one.',
    );
  }
  const executable = path.join(folder, 'dist', PACKAGE);
  if (!existsSync(executable)) {
    throw new CommandFailure(
      EXIT_CODE.failure,
      `The provider is not built, because ${executable} is missing. Run \`npm run build\` ` +
        'first.',
    );
  }
  const host = options.host === undefined ? [] : ['--host', options.host];
  const release = options.release === undefined ? [] : ['--release', options.release];
  const exitCode = await run(executable, ['install', ...host, ...release]);
  if (exitCode !== 0) {
    const known = KNOWN_CODES.find((code) => code === exitCode) ?? EXIT_CODE.failure;
    throw new CommandFailure(known, 'The provider was not installed.');
  }
}

function findProviderPackage(): string | undefined {
  try {
    return path.dirname(require.resolve(`${PACKAGE}/package.json`));
  } catch {
    return undefined;
  }
}

/**
 * The first line of the installer says how to start it, but Windows ignores that line. Node runs the file
 * like any other script.
 */
export function startOf(
  executable: string,
  platform: NodeJS.Platform,
): readonly [program: string, ...rest: string[]] {
  return platform === 'win32' ? [process.execPath, executable] : [executable];
}

async function run(command: string, commandArguments: readonly string[]): Promise<number | null> {
  const [program, ...rest] = startOf(command, process.platform);
  const child = spawn(program, [...rest, ...commandArguments], { stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
}
