import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  installRuntime,
  PINNED_RUNTIMES,
  runtimeVersion,
} from '../../../scripts/release/install-runtime';
import { hostTarget, RELEASE_TARGETS } from '../../../scripts/release/release-target';

interface Lock {
  readonly packages: Record<string, { version: string; integrity?: string; resolved?: string }>;
}

const FETCH_MS = 240_000;

describe('the pinned runtimes', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-runtimes-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const pinnedLock = async (pinned = PINNED_RUNTIMES) =>
    JSON.parse(await readFile(path.join(pinned, 'package-lock.json'), 'utf8')) as Lock;

  it('have one version, an integrity and a SHA-256 for every platform, and no address', async () => {
    const { packages } = await pinnedLock();
    const sums = await readFile(path.join(PINNED_RUNTIMES, 'SHA256SUMS'), 'utf8');
    for (const { runtime } of RELEASE_TARGETS) {
      expect(packages[`node_modules/${runtime.packageName}`]).toMatchObject({
        version: runtimeVersion(),
        integrity: expect.stringMatching(/^sha512-/),
      });
      expect(sums).toMatch(
        new RegExp(`^[0-9a-f]{64}  ${runtime.packageName}/${runtime.file}$`, 'm'),
      );
    }
    expect(Object.values(packages).filter(({ resolved }) => resolved !== undefined)).toEqual([]);
  });

  it(
    'are refused if a file in the cache was changed',
    async () => {
      const cached = await installRuntime(hostTarget());
      const copy = path.join(folder, path.relative(path.join(cached, '../../../..'), cached));
      await mkdir(path.dirname(copy), { recursive: true });
      await cp(cached, copy);
      await expect(installRuntime(hostTarget(), { cache: folder })).resolves.toBe(copy);
      await appendFile(copy, 'x');
      await expect(installRuntime(hostTarget(), { cache: folder })).rejects.toThrow(
        /bun has the SHA-256 [0-9a-f]{64}, but .* pins [0-9a-f]{64}\. The file is not used/,
      );
    },
    FETCH_MS,
  );

  it(
    'are refused if npm drops one whose integrity is wrong',
    async () => {
      const pinned = path.join(folder, 'pinned');
      await cp(PINNED_RUNTIMES, pinned, { recursive: true });
      const lock = await pinnedLock();
      for (const each of Object.values(lock.packages)) {
        if (each.integrity !== undefined) each.integrity = `sha512-${'A'.repeat(86)}==`;
      }
      await writeFile(path.join(pinned, 'package-lock.json'), JSON.stringify(lock));
      const cache = path.join(folder, 'cache');
      await expect(installRuntime(hostTarget(), { pinned, cache })).rejects.toThrow(
        /npm did not install @oven\/bun-.* Its integrity differs|npm could not install/,
      );
    },
    FETCH_MS,
  );

  it('are refused if they have several versions', async () => {
    const optionalDependencies = { one: '1.0.0', other: '1.0.1' };
    await writeFile(path.join(folder, 'package.json'), JSON.stringify({ optionalDependencies }));
    expect(() => runtimeVersion(folder)).toThrow(/must pin all runtimes to the same version/);
  });
});
