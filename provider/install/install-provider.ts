import { promises as fs } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { compiledFileOf } from './compiled-file';
import { impliedMirrorDirectory, type UserPlace } from './cli-configuration';
import { mirroredExecutable } from './implied-mirror';
import { InstallFailure, writing } from './install-failure';
import { makeFolder } from './make-folder';
import { replaceFile } from './replace-file';

export interface InstallOptions {
  /** The file that is to be installed. */
  readonly executable: string;
  /** Whether it contains its own runtime and is therefore not a script for Node.js. */
  readonly isSelfContained?: boolean;
  readonly version: string;
  readonly host?: string | undefined;
  /** The mirror's root; by default, the folder in which terraform and tofu look by themselves. */
  readonly directory?: string | undefined;
}

export interface Installed {
  readonly path: string;
  readonly source: string;
  /**
   * Whether another build of the same version was there. Lock files that name it no longer match.
   */
  readonly replacedAnother: boolean;
}

/**
 * The host is not a public registry, so that the source means the same to terraform and to tofu.
 */
export const DEFAULT_HOST = 'keyplane.local';

const HOST =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:\d{1,5})?$/i;

/** @throws InstallFailure, or another Error with a sentence for the user */
export async function installProvider(options: InstallOptions): Promise<Installed> {
  const { executable, isSelfContained = false, version, host = DEFAULT_HOST } = options;
  if (!HOST.test(host)) {
    throw new InstallFailure(
      64,
      `--host must be a host name such as ${DEFAULT_HOST}. You gave ${JSON.stringify(host)}.`,
    );
  }
  if (process.platform === 'win32' && !isSelfContained) {
    throw new Error(
      'Windows cannot start this provider: it is a script for Node.js, not an .exe file. ' +
        'Install a release with --release <folder> instead, or install this one in the Windows ' +
        'Subsystem for Linux and run terraform there.',
    );
  }
  const source = `${host.toLowerCase()}/keyplane/keyplane`;
  const target = mirroredExecutable({
    directory: mirrorRoot(options.directory),
    source,
    version,
    platform: process.platform,
    architecture: process.arch,
  });
  const folder = path.dirname(target);
  const [before, content] = [await contentOf(target), await fs.readFile(executable)];
  await writing(folder, async () => {
    await makeFolder(folder);
    const packageFile = path.join(folder, 'package.json');
    // Terraform's lock file covers every file of the folder: a released executable is alone in it.
    if (isSelfContained) await fs.rm(packageFile, { force: true });
    else await fs.writeFile(packageFile, '{"type":"commonjs"}\n');
    const compiled = compiledFileOf(executable);
    if ((await contentOf(compiled)) === undefined)
      await fs.rm(compiledFileOf(target), { force: true });
    else await replaceFile(compiled, compiledFileOf(target), 0o755);
    await replaceFile(executable, target, 0o755);
  });
  return { path: target, source, replacedAnother: before?.equals(content) === false };
}

/** The folder that terraform searches by itself, unless another one is given. */
export function mirrorRoot(directory: string | undefined): string {
  return path.resolve(directory ?? impliedMirrorDirectory(thisUser()));
}

/** If HOME is empty, terraform too uses the home folder in the user database. */
export function thisUser(): UserPlace {
  const { platform, env: environment } = process;
  return { platform, home: homedir() || userInfo().homedir, environment };
}

/** What to write into a configuration that uses it. */
export function requiredProvidersBlock(source: string, version: string): string {
  return [
    'terraform {',
    '  required_providers {',
    '    keyplane = {',
    `      source  = "${source}"`,
    `      version = "${version}"`,
    '    }',
    '  }',
    '}',
  ].join('\n');
}

const contentOf = (file: string) => fs.readFile(file).catch(() => undefined);
