import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { wrap } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Script } from 'node:vm';
import { build, transformSync } from 'esbuild';
import { compiledFileOf } from './install/compiled-file';
import { createKeyplaneProvider } from './provider';
import { rehearse } from './terraform-plugin';

/** Builds one file that terraform can start wherever Node.js is installed, without node_modules. */
export async function buildProvider(dist: string): Promise<string> {
  const executable = executableIn(dist);
  mkdirSync(dist, { recursive: true });
  rmSync(compiledFileOf(executable), { force: true });
  writeExecutable(executable, (await bundleProvider()).program, '');
  // The file has no extension: the nearest package.json says what kind of module it is.
  writeFileSync(path.join(dist, 'package.json'), '{"type":"commonjs"}\n');
  return executable;
}

/**
 * Stores the code that V8 compiled in a rehearsal next to the folder of the built provider. That
 * saves a fifth of each start. The executable contains the digest of this file, so the lock file's
 * hash of the folder covers it.
 */
export async function compileProvider(executable: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-build-'));
  try {
    const kept = path.join(folder, 'kept');
    await rehearse({
      command: ['--require', path.join(__dirname, 'build/keep-compiled.js'), executable],
      environment: {
        ...UNUSED_CREDENTIALS,
        KEEP_COMPILED_IN: kept,
        PLUGIN_UNIX_SOCKET_DIR: folder,
      },
      provider: createKeyplaneProvider(),
      resource: {
        name: 'keyplane_service_account_key',
        config: { name: 'key', service_account_id: 'account' },
      },
    });
    const compiled = readFileSync(kept);
    writeFileSync(compiledFileOf(executable), compiled);
    writeExecutable(executable, programOf(executable), digestOf(compiled));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Builds and compiles, unless the same program is there already, compiled by this version of V8. V8
 * never compiles to the same bytes twice, so each new build has another hash in a lock file.
 */
export async function buildUnlessCurrent(dist: string): Promise<void> {
  if (isCurrent(executableIn(dist), (await bundleProvider()).program)) return;
  await compileProvider(await buildProvider(dist));
}

const REPOSITORY = path.join(__dirname, '..');

const executableIn = (dist: string) => path.join(dist, 'terraform-provider-keyplane');

/** The program in one file, without the launcher, and the absolute paths of what it was made from. */
export interface ProviderBundle {
  readonly program: string;
  readonly files: readonly string[];
}

export async function bundleProvider(): Promise<ProviderBundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(__dirname, 'main.ts')],
    // The bundle names its sources relative to this folder. Without it, the bytes would depend on the
    // folder in which the build is started.
    absWorkingDir: REPOSITORY,
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // A later `import()` becomes a `require`, because the loader of ES modules would slow the
    // start.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  const files = Object.keys(metafile.inputs).map((file) => path.join(REPOSITORY, file));
  return { program: outputFiles[0]?.text ?? '', files };
}

function writeExecutable(executable: string, program: string, compiledDigest: string): void {
  writeFileSync(executable, launched(program, compiledDigest));
  chmodSync(executable, 0o755);
}

function launched(program: string, compiledDigest: string): string {
  if (/\*\/|^\/\*$/m.test(program)) throw new Error('A comment cannot hold the program.');
  const launcher = transformSync(readFileSync(path.join(__dirname, 'build/launcher.js')), {
    define: {
      COMPILED: JSON.stringify(compiledDigest),
      MINIMUM_NODE: JSON.stringify(minimumNode()),
    },
    // A version of Node that is too old must be able to run the code that reports this.
    target: 'es2015',
    // The syntax is not minified, because that would drop the code that an empty digest never
    // reaches. The line numbers of a crash must not depend on the digest.
    minifyWhitespace: true,
  });
  return `#!/bin/sh\n${starter()}${launcher.code}\n/*\n${program}*/\n`;
}

/** Lines that do nothing in JavaScript: each is a string literal and a comment. */
function starter(): string {
  return readFileSync(path.join(__dirname, 'build/starter.sh'), 'utf8')
    .replaceAll('MINIMUM_NODE', minimumNode())
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => `':' //; ${line}\n`)
    .join('');
}

function minimumNode(): string {
  const file = path.join(__dirname, '../package.json');
  const { engines } = JSON.parse(readFileSync(file, 'utf8')) as { engines: { node: string } };
  return engines.node.replace('>=', '');
}

function isCurrent(executable: string, program: string): boolean {
  try {
    const cachedData = readFileSync(compiledFileOf(executable));
    const expected = launched(program, digestOf(cachedData));
    if (readFileSync(executable, 'utf8') !== expected) return false;
    return new Script(wrap(program), { cachedData }).cachedDataRejected === false;
  } catch {
    return false;
  }
}

function programOf(executable: string): string {
  const text = readFileSync(executable, 'utf8');
  return text.slice(text.lastIndexOf('\n/*\n') + 4, text.lastIndexOf('*/'));
}

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The rehearsal calls no server, because the plan of a create has nothing to read. */
const UNUSED_CREDENTIALS = {
  KEYPLANE_ENDPOINT: 'http://127.0.0.1:9',
  KEYPLANE_CLIENT_ID: 'rehearsal',
  KEYPLANE_CLIENT_SECRET: 'rehearsal',
};

if (require.main === module) {
  buildUnlessCurrent(path.join(__dirname, 'dist')).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });
}
