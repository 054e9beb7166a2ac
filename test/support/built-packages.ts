import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { copySources } from '../packages/packed-package';

const run = promisify(execFile);

const PACKAGES = {
  '@keyplane/cdktf': 'provider/constructs',
  '@keyplane/cdktn': 'provider/constructs-cdktn',
  '@keyplane/terraform-plugin': 'provider/terraform-plugin',
} as const;

export type PackageName = keyof typeof PACKAGES;

/**
 * Builds the packages in a copy of their sources below the folder, because other tests use what is
 * built in place. Returns the folder of each package by its name.
 */
export async function buildPackages(
  folder: string,
  names: readonly PackageName[],
): Promise<Readonly<Record<string, string>>> {
  const copy = await copySources(folder);
  const built: Record<string, string> = {};
  for (const name of names) {
    const place = path.join(copy, PACKAGES[name]);
    await run('npm', ['run', 'build'], { cwd: place });
    built[name] = place;
  }
  return built;
}
