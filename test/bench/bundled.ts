import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { ROOT } from './build';

let output: string | undefined;

/**
 * A file of this folder in a process of its own, as plain JavaScript: built like the server itself,
 * and without the loader that runs the benchmark.
 */
export function forkBundled(
  name: string,
  options: { readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv } = {},
): ChildProcess {
  output ??= newOutput();
  const script = join(output, `${name}.js`);
  buildSync({
    entryPoints: [join(__dirname, `${name}.ts`)],
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    // If two versions are installed, the one that is found from there is not the one that the
    // server uses.
    alias: { 'lru-cache': createRequire(join(ROOT, 'api/main.ts')).resolve('lru-cache') },
    outfile: script,
  });
  return fork(script, [...(options.args ?? [])], {
    execArgv: [],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...options.env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** Below node_modules, so that packages are found. */
function newOutput(): string {
  const folder = mkdtempSync(join(ROOT, 'node_modules', '.keyplane-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
