import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { readZipEntry } from './zip-entry';

export interface TerraformExecutable {
  /** Absolute. */
  readonly path: string;
  readonly kind: 'terraform' | 'tofu';
  /** For example `1.11.4`. */
  readonly version: string;
}

export interface EnsureTerraformOptions {
  /**
   * The environment with PATH, KEYPLANE_CACHE_DIR and XDG_CACHE_HOME; that of this process by
   * default.
   */
  readonly env?: NodeJS.ProcessEnv;
  readonly releasesUrl?: string;
  /** SHA-256 of the release archive of each platform, in hexadecimal. */
  readonly checksums?: Readonly<Record<string, string>>;
  /** Called with what was skipped and what is downloaded. By default, it writes to stderr. */
  readonly log?: (line: string) => void;
}

const PINNED_VERSION = '1.11.4';

/** The checksums that HashiCorp publishes, also in the Homebrew formula of its tap. */
const PINNED_CHECKSUMS: Readonly<Record<string, string>> = {
  darwin_amd64: 'a56d5002b9f7647291faccc3dd1a70350e60fb61e4c45037629508b8fdc2575b',
  darwin_arm64: '867e0808fa971217043e25b7a792b10720c79b1546f8a68479b74f138be73e18',
  linux_amd64: '1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc',
  linux_arm64: 'a43d1d0da9b9bab214a8305a39db0e40869572594ccf50c416a7756499143633',
};

/** Write-only attributes and ephemeral resources: terraform since 1.11, tofu since 1.11. */
const OLDEST = { major: 1, minor: 11 };

const DOWNLOAD_TIMEOUT_MS = 300_000;

const run = promisify(execFile);

/**
 * Returns the terraform (or if there is none, the tofu) of the PATH if it is 1.11 or newer.
 * Otherwise, returns a pinned Terraform that is fetched once from releases.hashicorp.com into
 * KEYPLANE_CACHE_DIR, $XDG_CACHE_HOME/keyplane or ~/.cache/keyplane.
 *
 * Verified: the archive's SHA-256 equals the one in this file, so neither the site, the mirror nor
 * the connection needs to be trusted. Not verified: HashiCorp's OpenPGP signature, what is on the
 * PATH, and a file that someone else puts into the cache folder. No proxy is used.
 *
 * @throws one sentence that says what to install and where from, when nothing was found or fetched.
 */
export const ensureTerraform = async ({
  env = process.env,
  releasesUrl = 'https://releases.hashicorp.com',
  checksums = PINNED_CHECKSUMS,
  log = (line) => process.stderr.write(`${line}\n`),
}: EnsureTerraformOptions = {}): Promise<TerraformExecutable> => {
  for (const kind of ['terraform', 'tofu'] as const) {
    const found = await findOnPath(kind, env);
    if (found === undefined) continue;
    const version = await versionOf(found, env);
    if (version !== undefined && isRecentEnough(version)) return { path: found, kind, version };
    log(`${found} is ${version ?? 'of unknown version'}; 1.11 or newer is needed.`);
  }

  const platform = releasePlatform();
  const cached = path.join(cacheFolder(env), 'terraform', PINNED_VERSION, platform, 'terraform');
  if (!(await isExecutable(cached))) {
    const checksum = checksums[platform];
    if (checksum === undefined) throw new Error(`${ADVICE}: none is pinned for ${platform}.`);
    const archiveUrl = `${releasesUrl}/terraform/${PINNED_VERSION}/terraform_${PINNED_VERSION}_${platform}.zip`;
    log(`Fetching ${archiveUrl}`);
    const archive = await download(archiveUrl);
    refuseOtherThan(checksum, archive, archiveUrl);
    await placeAtomically(readZipEntry(archive, 'terraform'), cached);
  }
  return { path: cached, kind: 'terraform', version: PINNED_VERSION };
};

const ADVICE =
  'Install Terraform 1.11 or newer (https://developer.hashicorp.com/terraform/install) or ' +
  'OpenTofu 1.11 or newer (https://opentofu.org/docs/intro/install/) and put it on the PATH';

const findOnPath = async (name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> => {
  const fileName = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (env.PATH ?? '').split(path.delimiter)) {
    const candidate = path.resolve(folder, fileName);
    if (folder !== '' && (await isExecutable(candidate))) return candidate;
  }
  return undefined;
};

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  );

const versionOf = async (file: string, env: NodeJS.ProcessEnv): Promise<string | undefined> => {
  try {
    const { stdout } = await run(file, ['version', '-json'], {
      env: { ...env, CHECKPOINT_DISABLE: '1' },
    });
    const answer: unknown = JSON.parse(stdout);
    const version =
      typeof answer === 'object' && answer !== null && 'terraform_version' in answer
        ? answer.terraform_version
        : undefined;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
};

const isRecentEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
};

const releasePlatform = (): string => {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  return `${process.platform}_${arch}`;
};

const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  env.KEYPLANE_CACHE_DIR ??
  path.join(env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'keyplane');

const download = async (url: string): Promise<Buffer> => {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    throw new Error(`${ADVICE}: ${url} could not be fetched (${reasonOf(error)}).`, {
      cause: error,
    });
  }
};

/** fetch hides "connection refused" and the like behind "fetch failed". */
const reasonOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('cause' in error && error.cause !== undefined) return reasonOf(error.cause);
  return 'message' in error && error.message !== '' ? String(error.message) : String(error);
};

const refuseOtherThan = (checksum: string, archive: Buffer, url: string): void => {
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual === checksum) return;
  throw new Error(
    `${ADVICE}: what ${url} answered has the SHA-256 ${actual} instead of ${checksum} ` +
      'and was thrown away.',
  );
};

/**
 * Other processes see either no file or the whole file, even if several write it at the same time.
 */
const placeAtomically = async (content: Buffer, file: string): Promise<void> => {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}`;
  try {
    await writeFile(temporary, content, { mode: 0o755, flag: 'wx' });
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
};
