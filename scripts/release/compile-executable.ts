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
  /** The bytes depend on the name of this file, but not on its folder. */
  readonly outfile: string;
  readonly runtimes?: InstallRuntimeOptions;
}

/**
 * Makes one executable of a program and a runtime. Only this function knows which runtime it is.
 * Another one, such as the single executable applications of Node, can replace it here.
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
      // Settings of the developer, in the environment or in the home folder, must not change the
      // result.
      { cwd: folder, env: { HOME: folder, TMPDIR: folder } },
    );
    if (platform.os === 'darwin') await assureSignature(made);
    await copyFile(made, outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Without these flags, files in the folder where terraform runs reach the provider: a `.env` sets
 * KEYPLANE_ENDPOINT, and a `bunfig.toml` runs any module. Unknown flags are ignored without a word,
 * so a test starts the executable among such files.
 */
const NO_AUTOLOAD = ['dotenv', 'bunfig', 'tsconfig', 'package-json'].map(
  (file) => `--no-compile-autoload-${file}`,
);

/** macOS on arm64 starts only signed programs. The compiler leaves a stale signature on amd64. */
async function assureSignature(executable: string): Promise<void> {
  const made = await readFile(executable);
  if (brokenPages(made) === 0) return;
  const signed = signMachO(made, path.basename(executable));
  if (brokenPages(signed) > 0) throw new Error('The signature that was just made does not hold.');
  await writeFile(executable, signed);
}
