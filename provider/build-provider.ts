import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build, transformSync } from 'esbuild';
import { rehearse } from './build/rehearse';
import { createProviderServer } from './framework';
import { compiledFileOf } from './install/compiled-file';
import { createKeyplaneProvider } from './provider';

/** One file that terraform can start wherever Node.js is: nothing is looked up in node_modules. */
export async function buildProvider(dist: string): Promise<string> {
  const outfile = path.join(dist, 'terraform-provider-keyplane');
  mkdirSync(dist, { recursive: true });
  rmSync(compiledFileOf(outfile), { force: true });
  const { outputFiles } = await build({
    entryPoints: [path.join(__dirname, 'main.ts')],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // What is imported later is required then: the loader of ES modules would cost the start more.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    logLevel: 'warning',
  });
  writeFileSync(outfile, launched(outputFiles[0]?.text ?? ''));
  chmodSync(outfile, 0o755);
  // The file has no extension: the nearest package.json says what kind of module it is.
  writeFileSync(path.join(dist, 'package.json'), '{"type":"commonjs"}\n');
  return outfile;
}

function launched(program: string): string {
  if (/\*\/|^\/\*$/m.test(program)) throw new Error('A comment cannot hold the program.');
  const launcher = transformSync(readFileSync(path.join(__dirname, 'build/launcher.js')), {
    define: { BUILD: JSON.stringify(digestOf(program).toString('hex')) },
    minifySyntax: true,
    minifyWhitespace: true,
  });
  return `#!/usr/bin/env node\n${launcher.code}\n/*\n${program}*/\n`;
}

/** Keeps beside the built provider's folder what V8 compiled of it in a rehearsal: a fifth of each start. */
export async function compileProvider(executable: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-build-'));
  try {
    const kept = path.join(folder, 'kept');
    await rehearse(
      ['--require', path.join(__dirname, 'build/keep-compiled.js'), executable],
      { KEEP_COMPILED_IN: kept, PLUGIN_UNIX_SOCKET_DIR: folder },
      createProviderServer(createKeyplaneProvider(), { logger: SILENT }),
    );
    writeFileSync(
      compiledFileOf(executable),
      Buffer.concat([buildOf(executable), readFileSync(kept)]),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const silent = () => {};
const SILENT = { trace: silent, debug: silent, info: silent, warn: silent, error: silent };

/** The digest that the launcher looks for. */
function buildOf(executable: string): Buffer {
  const text = readFileSync(executable, 'utf8');
  return digestOf(text.slice(text.lastIndexOf('\n/*\n') + 4, text.lastIndexOf('*/')));
}

const digestOf = (program: string) => createHash('sha256').update(program).digest();

if (require.main === module) {
  buildProvider(path.join(__dirname, 'dist'))
    .then(compileProvider)
    .catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exitCode = 1;
    });
}
