import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateKey } from 'openpgp';
import { PROVIDER_VERSION } from '../../../provider/version';
import { sumsName } from '../../../provider-release';
import { buildRelease, type BuildReleaseOptions } from '../../../scripts/release/build-release';

const SUMS = sumsName(PROVIDER_VERSION);
const ARCHIVE = 'archive.zip';

describe('a release of a version that was built before', () => {
  let signingKey: string;
  let out: string;

  const build = (options: Partial<BuildReleaseOptions> = {}) =>
    // Without an executable, a build takes a second.
    buildRelease({ out, targets: [], signingKey, ...options });
  const inVersion = (name: string) => path.join(out, PROVIDER_VERSION, name);
  const writeEarlier = async (files: Readonly<Record<string, string>>) => {
    await mkdir(path.join(out, PROVIDER_VERSION));
    for (const [name, content] of Object.entries(files)) await writeFile(inVersion(name), content);
  };

  beforeAll(async () => {
    const userIDs = [{ name: 'Test' }];
    const options = { type: 'rsa', rsaBits: 3072, userIDs, format: 'armored' } as const;
    signingKey = (await generateKey(options)).privateKey;
  });
  beforeEach(async () => {
    out = await mkdtemp(path.join(tmpdir(), 'keyplane-build-release-'));
  });
  afterEach(() => rm(out, { recursive: true, force: true }));

  it.each<[string, Readonly<Record<string, string>>]>([
    ['has other bytes', { [SUMS]: `${'0'.repeat(64)}  ${ARCHIVE}\n`, [ARCHIVE]: 'published' }],
    ['has no sums, so that its bytes may be others', { [ARCHIVE]: 'published' }],
  ])('is refused if that build %s, which then stays as it is', async (_title, files) => {
    await writeEarlier(files);
    await expect(build()).rejects.toThrow(
      /contains a different build of the same version\. .*raise the version.*add --replace\.$/,
    );
    expect(await readdir(out)).toEqual([PROVIDER_VERSION]);
    expect((await readdir(inVersion('.'))).sort()).toEqual(Object.keys(files).sort());
    expect(await readFile(inVersion(ARCHIVE), 'utf8')).toBe('published');
  });

  it('takes the place of that build with --replace', async () => {
    await writeEarlier({ [SUMS]: 'others\n', [ARCHIVE]: 'not published' });
    await build({ replace: true });
    expect(await readdir(inVersion('.'))).not.toContain(ARCHIVE);
    expect(await readFile(inVersion(SUMS), 'utf8')).toContain('_manifest.json');
  });

  it('needs no --replace if it has the same bytes', async () => {
    const first = await build();
    const sums = await readFile(inVersion(SUMS), 'utf8');
    expect(await build()).toBe(first);
    expect(await readFile(inVersion(SUMS), 'utf8')).toBe(sums);
  });
});
