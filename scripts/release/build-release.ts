import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundleProvider } from '../../provider/build-provider';
import { PROVIDER_VERSION } from '../../provider/version';
import {
  archiveName,
  executableName,
  formatSums,
  LICENSES_FOLDER,
  manifestName,
  MUSL_FOLDER,
  PROTOCOLS,
  SBOM_FILE,
  signatureName,
  SIGNING_KEY_FILE,
  sumsName,
} from '../../provider-release';
import { bundledPackages } from './bundle-packages';
import { compileExecutable } from './compile-executable';
import type { InstallRuntimeOptions } from './install-runtime';
import { createReleaseSigner } from './release-signer';
import { RELEASE_TARGETS, type ReleaseTarget } from './release-target';
import { sbom } from './sbom';
import { writeLicenses } from './write-licenses';
import { zipFile } from './zip-file';

const REPOSITORY = path.join(__dirname, '../..');

export interface BuildReleaseOptions {
  /** The release is written into a subfolder that is named after the version. */
  readonly out: string;
  readonly targets?: readonly ReleaseTarget[];
  /** An OpenPGP private key in ASCII armor. If absent, a throw-away key signs. */
  readonly signingKey?: string | undefined;
  /** Whether another build of the same version may be replaced. */
  readonly replace?: boolean;
  readonly runtimes?: InstallRuntimeOptions;
  readonly log?: (line: string) => void;
}

/**
 * Builds the version that the provider's package.json names, and returns its folder.
 * @throws Error with a sentence for the user
 */
export async function buildRelease(options: BuildReleaseOptions): Promise<string> {
  const { targets = RELEASE_TARGETS, log = () => {} } = options;
  const version = PROVIDER_VERSION;
  const signer = await createReleaseSigner(options.signingKey, await sourceDate());
  await mkdir(options.out, { recursive: true });
  const making = await mkdtemp(path.join(options.out, '.making-'));
  try {
    const { program, files } = await bundleProvider();
    const sums = new Map<string, string>();
    for (const target of targets) {
      const name = archiveName(version, target);
      const archive = await archiveOf(target, program, options.runtimes);
      const folder = target.libc === 'musl' ? path.join(making, MUSL_FOLDER) : making;
      await mkdir(folder, { recursive: true });
      await writeFile(path.join(folder, name), archive);
      sums.set(name, digestOf(archive));
      log(`Built ${name} (${(archive.length / 1_000_000).toFixed(1)} MB)`);
    }
    const manifest = `${JSON.stringify(MANIFEST, null, 2)}\n`;
    sums.set(manifestName(version), digestOf(Buffer.from(manifest)));
    const sumsText = formatSums(sums);
    await writeFile(path.join(making, manifestName(version)), manifest);
    await writeFile(path.join(making, sumsName(version)), sumsText);
    await writeFile(path.join(making, signatureName(version)), await signer.sign(sumsText));
    await writeFile(path.join(making, SIGNING_KEY_FILE), signer.publicKey);
    await writeFile(path.join(making, SBOM_FILE), sbom(version, targets, bundledPackages(files)));
    await writeLicenses(path.join(making, LICENSES_FOLDER));
    if (signer.isThrowAway) {
      log(
        'Signed with a throw-away key, which does not prove who built the release. To publish the ' +
          'release, set KEYPLANE_RELEASE_KEY and build it again.',
      );
    }
    return await place(making, path.join(options.out, version), options.replace === true);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/**
 *
 * https://developer.hashicorp.com/terraform/registry/providers/publishing#terraform-registry-manifest-file
 */
const MANIFEST = { version: 1, metadata: { protocol_versions: PROTOCOLS } };

async function archiveOf(
  platform: ReleaseTarget,
  bundle: string,
  runtimes: InstallRuntimeOptions | undefined,
): Promise<Buffer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-release-'));
  try {
    const name = executableName(PROVIDER_VERSION, platform);
    const outfile = path.join(folder, name);
    await compileExecutable({ bundle, platform, outfile, ...(runtimes && { runtimes }) });
    return await zipFile(name, await readFile(outfile));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files of a published version must never change, because the users' lock files contain their checksums. */
async function place(making: string, folder: string, replace: boolean): Promise<string> {
  const sums = sumsName(path.basename(folder));
  const isThere = await readdir(folder).then(
    (names) => names.length > 0,
    () => false,
  );
  const before = await readFile(path.join(folder, sums)).catch(() => undefined);
  const isSame = before?.equals(await readFile(path.join(making, sums))) === true;
  if (isThere && !isSame && !replace) {
    throw new Error(
      `${folder} contains a different build of the same version. If that version is published, raise the ` +
        'version, because lock files contain its checksums. If it is not published, add --replace.',
    );
  }
  await rm(folder, { recursive: true, force: true });
  // mkdtemp creates a folder that only its owner can read.
  await chmod(making, 0o755);
  await rename(making, folder);
  return folder;
}

/**
 * The time at which the sources were committed. With the time of the build, each build would have a
 * different signature.
 */
async function sourceDate(): Promise<Date> {
  const { SOURCE_DATE_EPOCH } = process.env;
  if (SOURCE_DATE_EPOCH) return new Date(Number(SOURCE_DATE_EPOCH) * 1000);
  const git = promisify(execFile)('git', ['log', '-1', '--format=%ct'], { cwd: REPOSITORY });
  const { stdout } = await git.catch(() => ({ stdout: '0' }));
  return new Date(Number(stdout) * 1000);
}

const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
