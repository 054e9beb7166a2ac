import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateKey } from 'openpgp';
import {
  checkArchives,
  executableName,
  platformName,
  readRelease,
  type ReleaseArchive,
} from '../../provider-release';
import { readZip } from '../zip-entry';
import { buildRelease } from './build-release';
import { executableFormat, hasAuthenticode } from './executable-format';
import { brokenPages } from './mach-o-signature';
import { hostTarget, type ReleaseTarget } from './release-target';
import { shakeHands } from './shake-hands';

/** The Debian packages qemu-user-static and libc6-arm64-cross contain the emulator and the libraries. */
const EMULATOR = 'qemu-aarch64-static';
const FOREIGN_LIBRARIES = '/usr/aarch64-linux-gnu';

/**
 * Builds a release twice, compares the two builds byte by byte, and checks every executable.
 * @throws Error that says what is wrong
 */
export async function checkRelease(
  targets: readonly ReleaseTarget[],
  log: (line: string) => void,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-check-release-'));
  try {
    const { privateKey } = await generateKey({
      type: 'rsa',
      rsaBits: 4096,
      userIDs: [{ name: 'Check' }],
      format: 'armored',
    });
    const build = (name: string) =>
      buildRelease({ out: path.join(folder, name), targets, signingKey: privateKey });
    const [one, other] = [await build('one'), await build('other')];
    const files = await sameFiles(one, other);
    log(`The two builds have identical bytes in all ${files} files.`);
    const release = await readRelease(one);
    await checkArchives(release);
    log(`The checksums match, and the key ${release.signingKey.keyId} signed them.`);
    for (const archive of [...release.platforms, ...release.muslArchives]) {
      const [[name, content] = ['', Buffer.alloc(0)], ...more] = readZip(
        await readFile(archive.path),
      );
      if (name !== executableName(release.version, archive) || more.length > 0) {
        throw new Error(`${archive.filename} must contain its executable and nothing else.`);
      }
      const executable = path.join(folder, name);
      await writeFile(executable, content);
      await chmod(executable, 0o755);
      log(`${platformName(archive)}: ${await inspected(archive, content, executable)}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sameFiles(one: string, other: string): Promise<number> {
  const [files, others] = [await filesBelow(one), await filesBelow(other)];
  if (files.join() !== others.join()) throw new Error('Two builds have different files.');
  for (const file of files) {
    const same = (await readFile(path.join(one, file))).equals(
      await readFile(path.join(other, file)),
    );
    if (!same) throw new Error(`Two builds have different bytes in ${file}.`);
  }
  return files.length;
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

async function inspected(
  archive: ReleaseArchive,
  content: Buffer,
  executable: string,
): Promise<string> {
  const format = executableFormat(content);
  if (format === undefined || platformName(format) !== platformName(archive)) {
    throw new Error(
      `${archive.filename} contains an executable for ${format ? platformName(format) : 'an unknown platform'}.`,
    );
  }
  if (archive.os === 'darwin') {
    const broken = brokenPages(content);
    if (broken > 0)
      throw new Error(`${broken} pages of ${archive.filename} do not match its signature.`);
    return 'every page matches the ad hoc signature. Not started.';
  }
  if (archive.os === 'windows') {
    const signature = hasAuthenticode(content) ? 'with' : 'without';
    return `a Windows program ${signature} an Authenticode signature. Not started.`;
  }
  if (platformName(archive) === platformName(hostTarget())) {
    await shakeHands(executable);
    return 'starts and completes the handshake.';
  }
  const isArm64 = archive.arch === 'arm64' && archive.libc === undefined;
  if (isArm64 && existsSync(FOREIGN_LIBRARIES) && isOnPath(EMULATOR)) {
    await shakeHands(EMULATOR, ['-L', FOREIGN_LIBRARIES, executable]);
    return `starts and completes the handshake under ${EMULATOR}.`;
  }
  return 'a program for the right platform. Not started, because this machine cannot run it.';
}

function isOnPath(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
