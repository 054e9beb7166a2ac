import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '../..');
const COPIED = ['tsconfig.json', 'http-client', 'provider'];
const BUILT = /\/(?:node_modules|dist|lib|dist\.compiled)$/;

const PACKAGES = {
  '@keyplane/cdktf': 'provider/constructs',
  '@keyplane/terraform-plugin': 'provider/terraform-plugin',
};

/**
 * Builds the packages in a copy of their sources below the folder, because other tests use what is
 * built in place. Returns the folder of each package by its name.
 */
export async function buildPackages(folder: string): Promise<Readonly<Record<string, string>>> {
  const copy = path.join(folder, 'repository');
  await mkdir(copy, { recursive: true });
  for (const name of COPIED) {
    await cp(path.join(ROOT, name), path.join(copy, name), {
      recursive: true,
      filter: (file) => !BUILT.test(path.relative(ROOT, file)),
    });
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  const built: Record<string, string> = {};
  for (const [name, place] of Object.entries(PACKAGES)) {
    built[name] = path.join(copy, place);
    await run('npm', ['run', 'build'], { cwd: built[name] });
  }
  return built;
}
