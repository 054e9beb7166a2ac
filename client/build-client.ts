import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const DIST = path.join(__dirname, 'dist');

/** One file, because most of its sources are shared with the provider and lie in other folders. */
async function main(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(__dirname, 'index.ts')],
    // The bundle names its sources relative to this folder. Without it, the bytes would depend on the
    // folder in which the build is started.
    absWorkingDir: path.join(__dirname, '..'),
    outfile: path.join(DIST, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
