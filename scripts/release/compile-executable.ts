import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { installRuntime, type InstallRuntimeOptions } from './install-runtime';
import { brokenPages, signMachO } from './mach-o-signature';
import { hostTarget, type ReleaseTarget } from './release-target';

const run = promisify(execFile);

export interface CompileOptions {
  /** The text of a program in one CommonJS file. */
  readonly bundle: string;
  readonly platform: ReleaseTarget;
  /** The file name affects the bytes of the executable. The folder does not. */
  readonly outfile: string;
  readonly runtimes?: InstallRuntimeOptions;
}

/**
 * Compiles a program and a runtime into one executable. No other code depends on the choice of the runtime. To
 * use another one, such as Node's single executable applications, change only this file.
 */
export async function compileExecutable(options: CompileOptions): Promise<void> {
  const { bundle, platform, outfile, runtimes } = options;
  const compiler = await installRuntime(hostTarget(), runtimes);
  const runtime = await installRuntime(platform, runtimes);
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-compile-'));
  try {
    await writeFile(path.join(folder, 'provider.cjs'), bundle);
    const made = path.join(folder, path.basename(outfile));
    await run(
      compiler,
      [
        'build',
        '--compile',
        '--minify',
        '--bytecode',
        ...NO_AUTOLOAD,
        `--target=${platform.runtime.compileTarget}`,
        `--compile-executable-path=${runtime}`,
        'provider.cjs',
        '--outfile',
        made,
      ],
      // Settings in the developer's environment or home folder must have no effect.
      { cwd: folder, env: { HOME: folder, TMPDIR: folder } },
    );
    if (platform.os === 'darwin') await assureSignature(made);
    await copyFile(made, outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Without these flags, the provider would read files in the folder in which terraform runs: a `.env` file could
 * set KEYPLANE_ENDPOINT, and a `bunfig.toml` could run any module. The compiler silently ignores unknown flags,
 * so a test starts the executable in a folder with such files.
 */
const NO_AUTOLOAD = ['dotenv', 'bunfig', 'tsconfig', 'package-json'].map(
  (file) => `--no-compile-autoload-${file}`,
);

/** macOS on arm64 starts only signed programs. The compiler leaves a stale signature on amd64. */
async function assureSignature(executable: string): Promise<void> {
  const made = await readFile(executable);
  if (brokenPages(made) === 0) return;
  const signed = signMachO(made, path.basename(executable));
  if (brokenPages(signed) > 0)
    throw new Error('The new signature of the executable does not match its content.');
  await writeFile(executable, signed);
}
