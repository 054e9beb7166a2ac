import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { nodeFolder } from './npm-cache';

const VERSION = '26.10.0';
const ROOT = path.join(__dirname, '..');

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

function run(command: string, args: readonly string[], env = process.env): void {
  const { status, error } = spawnSync(command, args, { cwd: ROOT, env, stdio: 'inherit' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** `npm run check:node26 [-- <tests>]` */
function main(tests: readonly string[]): void {
  const jest = ['node_modules/jest/bin/jest.js', ...(tests.length > 0 ? tests : TESTS)];
  const bin = nodeFolder(VERSION);
  const env = { ...process.env, PATH: [bin, process.env.PATH].join(path.delimiter) };
  run(path.join(bin, 'node'), jest, env);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
