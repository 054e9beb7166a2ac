import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { ReleaseTarget } from './release-target';

const run = promisify(execFile);

/** The folder with the package.json, its lock file and the SHA-256 of each runtime. */
export const PINNED_RUNTIMES = path.join(__dirname, 'runtimes');

export interface InstallRuntimeOptions {
  readonly pinned?: string;
  readonly cache?: string;
}

/** The version that all runtimes share. */
export function runtimeVersion(pinned: string = PINNED_RUNTIMES): string {
  const { optionalDependencies } = JSON.parse(
    readFileSync(path.join(pinned, 'package.json'), 'utf8'),
  ) as { readonly optionalDependencies: Readonly<Record<string, string>> };
  const [version, ...others] = new Set(Object.values(optionalDependencies));
  if (version !== undefined && others.length === 0) return version;
  throw new Error(
    `${pinned}/package.json must pin all runtimes to the same version, because a runtime compiles only for ` +
      'its own version.',
  );
}

/**
 * The path of the runtime's executable in the cache. If it is not there yet, npm installs it by the lock file.
 * @throws Error if its checksum is not the pinned one
 */
export async function installRuntime(
  target: ReleaseTarget,
  { pinned = PINNED_RUNTIMES, cache = cacheFolder() }: InstallRuntimeOptions = {},
): Promise<string> {
  const { packageName, file } = target.runtime;
  const cached = path.join(cache, runtimeVersion(pinned), packageName, path.basename(file));
  if (!existsSync(cached)) await fetchRuntime(target, pinned, cached);
  const expected = await pinnedSum(pinned, `${packageName}/${file}`);
  const found = await sumOf(cached);
  if (found === expected) return cached;
  throw new Error(
    `${cached} has the SHA-256 ${found}, but ${pinned}/SHA256SUMS pins ${expected}. The file is not used. ` +
      'Remove it to download it again.',
  );
}

async function fetchRuntime(target: ReleaseTarget, pinned: string, cached: string): Promise<void> {
  const { packageName, file, npm } = target.runtime;
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-runtime-'));
  try {
    for (const name of ['package.json', 'package-lock.json']) {
      await cp(path.join(pinned, name), path.join(folder, name));
    }
    const platform = [`--os=${npm.os}`, `--cpu=${npm.cpu}`];
    if (npm.libc !== undefined) platform.push(`--libc=${npm.libc}`);
    await npmCi([...platform, '--ignore-scripts', '--no-audit', '--no-fund'], folder);
    const installed = path.join(folder, 'node_modules', packageName, file);
    // If the integrity of an optional package is wrong, npm omits the package but reports success.
    if (!existsSync(installed)) {
      throw new Error(
        `npm did not install ${packageName}. Its integrity differs from the one in ` +
          `${pinned}/package-lock.json, or the registry does not have it.`,
      );
    }
    await mkdir(path.dirname(cached), { recursive: true });
    const arriving = `${cached}.${process.pid}`;
    await copyFile(installed, arriving);
    await rename(arriving, cached);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function npmCi(args: readonly string[], cwd: string): Promise<void> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  try {
    await run(npm, ['ci', ...args], { cwd, env: withoutNpmSettings(process.env) });
  } catch (cause) {
    throw new Error(
      'npm could not install the pinned runtimes. Check that this machine reaches the npm registry.',
      { cause },
    );
  }
}

/** If npm runs this script, the script inherits npm's settings, such as the folder of the workspace. */
const withoutNpmSettings = (inherited: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(inherited).filter(
      ([name]) =>
        !/^npm_/i.test(name) || /^npm_config_(registry|cache|.*proxy|cafile)$/i.test(name),
    ),
  );

async function pinnedSum(pinned: string, file: string): Promise<string> {
  const lines = (await readFile(path.join(pinned, 'SHA256SUMS'), 'utf8')).split('\n');
  const line = lines.find((each) => each.endsWith(`  ${file}`));
  if (line !== undefined) return line.slice(0, 64);
  throw new Error(`${pinned}/SHA256SUMS has no line for ${file}. Add the SHA-256 of that file.`);
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

function cacheFolder(): string {
  const { KEYPLANE_CACHE_DIR, XDG_CACHE_HOME } = process.env;
  const keyplane =
    KEYPLANE_CACHE_DIR ?? path.join(XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'keyplane');
  return path.join(keyplane, 'runtimes');
}
