import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { archiveName, sumsName } from '../../../provider-release';
import { createReleaseSigner, type ReleaseSigner } from '../../../scripts/release/release-signer';
import { createTestApi, DATABASES, type TestApi } from '../../support/api';
import { eventually } from '../../support/eventually';
import { writeRelease, type TestBuild } from '../../support/provider-release';

const LINUX = { os: 'linux', arch: 'amd64' } as const;
const WINDOWS = { os: 'windows', arch: 'amd64' } as const;
const MUSL = { ...LINUX, libc: 'musl' } as const;
const VERSIONS = '/registry/v1/providers/keyplane/keyplane/versions';
const PROBLEM = 'application/problem+json';

const builds = (text = 'the provider'): TestBuild[] => [
  { ...LINUX, executable: Buffer.from(`${text} for Linux, `.repeat(20_000)) },
  { ...WINDOWS, executable: Buffer.from(`${text} for Windows`) },
  { ...MUSL, executable: Buffer.from(`${text} for musl`) },
];

interface Download {
  readonly download_url: string;
  readonly shasums_url: string;
  readonly shasums_signature_url: string;
  readonly shasum: string;
}

describe.each(DATABASES)('the provider registry, on %s', (on) => {
  let signer: ReleaseSigner;
  let root: string;
  let folder: string;
  let api: TestApi;

  const openApi = () =>
    createTestApi(on, {
      registry: { folder, publishedFile: path.join(root, 'registry.json'), lookEveryMillis: 100 },
    });
  const get = (url: string) => api.as().get(url);
  const fileOf = (name: string, version = '1.0.0') => path.join(folder, version, name);
  const downloadOf = async (version = '1.0.0', platform = 'linux/amd64') =>
    (await get(`/registry/v1/providers/keyplane/keyplane/${version}/download/${platform}`))
      .body as Download;
  const offered = async () =>
    ((await get(VERSIONS)).body as { versions?: { version: string }[] }).versions?.map(
      ({ version }) => version,
    );

  beforeAll(async () => {
    signer = await createReleaseSigner(undefined, new Date());
  });
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'keyplane-registry-'));
    folder = path.join(root, 'release');
    await writeRelease(folder, '1.0.0', builds(), signer);
    api = await openApi();
  });
  afterEach(async () => {
    await api.close();
    // A check that is still in progress writes the record of what it has published.
    await rm(root, { recursive: true, force: true, maxRetries: 10 });
  });

  test('is found by service discovery, without credentials', async () => {
    const { status, body, headers } = await get('/.well-known/terraform.json');
    expect([status, body]).toEqual([200, { 'providers.v1': '/registry/v1/providers/' }]);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(headers['cache-control']).toBe('public, max-age=60');
  });

  test('is found at once, and says so while it checks the releases for longer than terraform waits', async () => {
    // A first check that lasts until the test writes into the pipe.
    const pipe = path.join(root, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const starting = await createTestApi(on, { registry: { folder, publishedFile: pipe } });
    try {
      const asked = (url: string) => starting.as().get(url);
      const [discovery, early] = await Promise.all([
        asked('/.well-known/terraform.json'),
        asked(VERSIONS),
      ]);
      expect(discovery.status).toBe(200);
      expect([early.status, early.headers['retry-after']]).toEqual([503, '1']);
      expect(early.body.detail).toContain('is still checking its provider releases');
      await writeFile(pipe, '{}');
      await eventually(async () => expect((await asked(VERSIONS)).status).toBe(200));
    } finally {
      await writeFile(pipe, '{}', { flag: constants.O_WRONLY | constants.O_NONBLOCK }).catch(
        () => {},
      );
      await starting.close();
    }
  });

  test('lists versions and platforms under any namespace', async () => {
    const expected = {
      versions: [{ version: '1.0.0', protocols: ['6.0'], platforms: [LINUX, WINDOWS] }],
    };
    for (const namespace of ['keyplane', 'acme']) {
      const { body } = await get(`/registry/v1/providers/${namespace}/keyplane/versions`);
      expect(body).toEqual(expected);
    }
  });

  test('returns the URLs of the files of a platform and the signing key, and serves the files', async () => {
    const download = await downloadOf();
    expect(download).toMatchObject({
      ...LINUX,
      protocols: ['6.0'],
      filename: 'terraform-provider-keyplane_1.0.0_linux_amd64.zip',
      signing_keys: { gpg_public_keys: [{ ascii_armor: signer.publicKey, trust_signature: '' }] },
    });
    const zip = await get(download.download_url).responseType('blob');
    expect(
      createHash('sha256')
        .update(zip.body as Buffer)
        .digest('hex'),
    ).toBe(download.shasum);
    expect(zip.headers['content-type']).toBe('application/zip');
    const sums = await get(download.shasums_url);
    expect(sums.text).toBe(await readFile(fileOf(sumsName('1.0.0')), 'utf8'));
    expect((await get(download.shasums_signature_url)).status).toBe(200);
    expect((await get('/registry/files/1.0.0/signing-key.asc')).text).toBe(signer.publicKey);
  });

  test('answers HEAD, a range, and a repeat without a body', async () => {
    const { download_url, shasum } = await downloadOf();
    const whole = (await get(download_url).responseType('blob')).body as Buffer;
    const head = await api.as().head(download_url);
    expect(head.headers).toMatchObject({
      'content-length': String(whole.length),
      'accept-ranges': 'bytes',
      etag: `"${shasum}"`,
      'cache-control': 'public, max-age=31536000, immutable',
    });
    const part = await get(download_url)
      .set('range', 'bytes=10-19')
      .set('if-range', `"${shasum}"`)
      .responseType('blob');
    expect([part.status, part.headers['content-range']]).toEqual([
      206,
      `bytes 10-19/${whole.length}`,
    ]);
    expect(part.body).toEqual(whole.subarray(10, 20));
    const rest = await get(download_url)
      .set('range', `bytes=${whole.length - 3}-`)
      .responseType('blob');
    expect(rest.body).toEqual(whole.subarray(-3));
    const beyond = await get(download_url).set('range', `bytes=${whole.length}-`);
    expect([beyond.status, beyond.headers['content-range']]).toEqual([
      416,
      `bytes */${whole.length}`,
    ]);
    const other = await get(download_url).set('range', 'bytes=10-19').set('if-range', '"other"');
    expect(other.status).toBe(200);
    expect((await get(download_url).set('if-none-match', `"${shasum}"`)).status).toBe(304);
    const { headers } = await get(VERSIONS);
    expect((await get(VERSIONS).set('if-none-match', headers['etag'] ?? '')).status).toBe(304);
  });

  test('serves a network mirror, and a second one for the musl builds', async () => {
    const root = '/registry/mirror/registry.example.com/any/keyplane';
    expect((await get(`${root}/index.json`)).body).toEqual({ versions: { '1.0.0': {} } });
    const { body } = await get(`${root}/1.0.0.json`);
    const { shasum, download_url } = await downloadOf();
    expect(body).toEqual({
      archives: {
        linux_amd64: {
          url: download_url,
          hashes: [expect.stringMatching(/^h1:[A-Za-z0-9+/]{43}=$/), `zh:${shasum}`],
        },
        windows_amd64: expect.anything(),
      },
    });
    const musl = await get(`${root.replace('mirror', 'mirror-musl')}/1.0.0.json`);
    expect(musl.body).toEqual({
      archives: {
        linux_amd64: {
          url: `/registry/files/1.0.0/${archiveName('1.0.0', MUSL)}`,
          hashes: [expect.stringMatching(/^h1:/), expect.stringMatching(/^zh:/)],
        },
      },
    });
  });

  test.each([
    [
      '/registry/v1/providers/keyplane/other/versions',
      404,
      /only one provider\. Its source address ends/,
    ],
    ['/registry/v1/providers/keyplane/keyplane/9.9.9/download/linux/amd64', 404, /offers 1\.0\.0/],
    ['/registry/v1/providers/keyplane/keyplane/1.0.0/download/plan9/amd64', 404, /plan9_amd64/],
    ['/registry/files/1.0.0/..%2f..%2fregistry.json', 404, /no file with this name/],
    ['/registry/files/..%2f1.0.0/signing-key.asc', 404, /does not offer this version/],
    ['/registry/nothing', 404, /nothing at this path/],
  ])('refuses %s with a problem', async (url, status, detail) => {
    const answer = await get(url);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toMatch(PROBLEM);
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(detail) });
  });

  test('accepts only GET and HEAD', async () => {
    const answer = await api.as().post(VERSIONS);
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  test('offers a new version without a restart, and withdraws one', async () => {
    expect(await offered()).toEqual(['1.0.0']);
    await writeRelease(folder, '1.1.0', builds('the next provider'), signer);
    await eventually(async () => expect(await offered()).toEqual(['1.0.0', '1.1.0']));
    await rm(path.join(folder, '1.0.0'), { recursive: true });
    await eventually(async () => expect(await offered()).toEqual(['1.1.0']));
  });

  test('offers a version that is linked into the folder', async () => {
    await writeRelease(path.join(root, 'elsewhere'), '1.1.0', builds('the next provider'), signer);
    await symlink(path.join(root, 'elsewhere/1.1.0'), path.join(folder, '1.1.0'));
    await eventually(async () => expect(await offered()).toEqual(['1.0.0', '1.1.0']));
    const { download_url } = await downloadOf('1.1.0');
    expect((await get(download_url)).status).toBe(200);
  });

  test('never sends a changed file, and offers a file again if only its modification time changed', async () => {
    const zip = fileOf(archiveName('1.0.0', LINUX));
    const { download_url } = await downloadOf();
    const content = await readFile(zip);
    await appendFile(zip, 'more');
    // Checks the answer before the version is checked again, and afterward.
    expect([503, 404]).toContain((await get(download_url)).status);
    await eventually(async () => expect(await offered()).toBeUndefined());
    expect((await get(download_url)).status).toBe(404);
    await writeFile(zip, content);
    await utimes(zip, 1, 1);
    await eventually(async () => expect((await get(download_url)).status).toBe(200));
  });

  test.each(['in one run', 'over a restart'])(
    'refuses a version that was published with different bytes, %s',
    async (when) => {
      const { shasum } = await downloadOf();
      expect(shasum).toMatch(/^[0-9a-f]{64}$/);
      if (when === 'over a restart') await api.close();
      await writeRelease(folder, '1.0.0', builds('another provider'), signer);
      if (when === 'over a restart') api = await openApi();
      await eventually(async () => expect(await offered()).toBeUndefined());
      await writeRelease(folder, '1.0.0', builds(), signer);
      await eventually(async () => expect((await downloadOf()).shasum).toBe(shasum));
    },
  );

  test('accepts one more platform for a published version', async () => {
    expect(await offered()).toEqual(['1.0.0']);
    const more = { os: 'linux', arch: 'arm64', executable: Buffer.from('for arm64') };
    await writeRelease(folder, '1.0.0', [...builds(), more], signer);
    await eventually(async () =>
      expect(await downloadOf('1.0.0', 'linux/arm64')).toMatchObject({ arch: 'arm64' }),
    );
  });
});

test('a server without a release folder says so at service discovery', async () => {
  const api = await createTestApi('sqlite');
  const answer = await api.as().get('/.well-known/terraform.json');
  await api.close();
  expect(answer.status).toBe(404);
  expect(answer.headers['content-type']).toMatch(PROBLEM);
  expect(answer.body).toMatchObject({ detail: expect.stringContaining('KEYPLANE_REGISTRY_DIR') });
});
