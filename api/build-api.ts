import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import { DOCS_ASSETS, docsAssetFolder, packagedAssetFolder } from './http/docs-assets';

/** These remain packages: a native module, and modules that most starts never load. */
export const PACKAGES = [
  'sqlite3',
  'pg',
  'nodemailer',
  '@opentelemetry/core',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace-base',
];
/** Other databases that knex supports. Their drivers are not installed. */
const OTHER_DRIVERS = [
  'better-sqlite3',
  'mariadb',
  'mysql',
  'mysql2',
  'oracledb',
  'pg-native',
  'pg-query-stream',
  'tedious',
];

/** Bundles the server into one file, because finding a thousand files takes most of the time of a start. */
export function buildApi(dist: string): string {
  const outfile = path.join(dist, 'main.js');
  rmSync(compiledFile(dist), { force: true });
  buildSync({
    entryPoints: [path.join(__dirname, 'main.ts')],
    // The bundle names its sources relative to this folder. Without it, the bytes would depend on the
    // folder in which the build is started.
    absWorkingDir: path.join(__dirname, '..'),
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: [...PACKAGES, ...OTHER_DRIVERS],
    alias: { 'mime-db': expressFile('mime-db'), 'mime-types': expressFile('mime-types') },
    // V8 needs a callback for import() in a script that Node itself did not load.
    supported: { 'dynamic-import': false },
    sourcemap: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  writeFileSync(outfile, inAscii(readFileSync(outfile, 'utf8')));
  copyDocsAssets(docsAssetFolder(dist));
  return outfile;
}

/**
 * esbuild escapes all other characters in code, but not in comments. With a single one, Node would keep the
 * whole source code in two bytes for each character, which takes longer to read and twice the memory.
 */
function inAscii(code: string): string {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/**
 * Copies the files that `/docs/api` needs, so that the server needs neither their packages nor the
 * dependencies of those packages.
 */
function copyDocsAssets(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of DOCS_ASSETS) {
    copyFileSync(path.join(packagedAssetFolder(), name), path.join(folder, name));
  }
}

/**
 * Express and four of its parts would each bundle a copy of the same package, a megabyte in all.
 */
function expressFile(name: string): string {
  const fromHere = createRequire(__filename);
  return createRequire(fromHere.resolve('express')).resolve(name);
}

const compiledFile = (dist: string) => path.join(dist, 'main.compiled');

/**
 * Starts the built server once without work, and stores the code that V8 has compiled by then in a
 * file next to the server. That saves a third of each later start.
 */
export async function compileApi(dist: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-build-'));
  try {
    const rehearsal = path.join(__dirname, 'bin/rehearse.js');
    const child = spawn(
      process.execPath,
      [rehearsal, path.join(dist, 'main.js'), 'serve', '--port', '0'],
      {
        cwd: folder,
        env: { PATH: process.env['PATH'], KEYPLANE_DRAIN_SECONDS: '0' },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const exited = once(child, 'exit');
    createInterface(child.stdout).on('line', (line) => {
      if (line.includes('"msg":"listening"')) child.kill('SIGTERM');
    });
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`The built server ended with ${code}.`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (require.main === module) {
  const dist = path.join(__dirname, 'dist');
  buildApi(dist);
  compileApi(dist).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
}
