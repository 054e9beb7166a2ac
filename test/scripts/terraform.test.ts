import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureTerraform } from '../../scripts/terraform';
import type { EnsureTerraformOptions, TerraformExecutable } from '../../scripts/terraform';
import { zipArchive } from '../support/zip-archive';

const PLATFORM = `${process.platform}_${process.arch === 'x64' ? 'amd64' : process.arch}`;
const ARCHIVE_PATH = `/terraform/1.11.4/terraform_1.11.4_${PLATFORM}.zip`;

const executableOf = (version: string) => `#!/bin/sh\necho '{"terraform_version": "${version}"}'\n`;

const ARCHIVE = zipArchive({ 'LICENSE.txt': 'The license', terraform: executableOf('1.11.4') });

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
let site: Server;
let requests: string[];
let lines: string[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'keyplane-terraform-'));
  requests = [];
  lines = [];
  site = createServer((request, response) => {
    requests.push(request.url ?? '');
    if (request.url === ARCHIVE_PATH) response.end(ARCHIVE);
    else response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
});

afterEach(async () => {
  rmSync(folder, { recursive: true });
  if (!site.listening) return;
  site.closeAllConnections();
  site.close();
  await once(site, 'close');
});

const ensure = (options: EnsureTerraformOptions = {}): Promise<TerraformExecutable> =>
  ensureTerraform({
    env: { PATH: path.join(folder, 'bin'), KEYPLANE_CACHE_DIR: path.join(folder, 'cache') },
    releasesUrl: `http://127.0.0.1:${(site.address() as AddressInfo | null)?.port}`,
    checksums: { [PLATFORM]: sha256(ARCHIVE) },
    log: (line) => lines.push(line),
    ...options,
  });

const putOnPath = (name: string, content: string): string => {
  const file = path.join(folder, 'bin', name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content, { mode: 0o755 });
  return file;
};

const filesBelow = (name: string): string[] => {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((file) => file.startsWith(name));
};

const CACHED = path.join('cache', 'terraform', '1.11.4', PLATFORM, 'terraform');

test('a recent terraform on the PATH is used as it is', async () => {
  const file = putOnPath('terraform', executableOf('1.12.0'));
  expect(await ensure()).toEqual({ path: file, kind: 'terraform', version: '1.12.0' });
  expect(requests).toEqual([]);
});

test('a recent tofu on the PATH is used if there is no terraform', async () => {
  const file = putOnPath('tofu', executableOf('1.11.1'));
  expect(await ensure()).toEqual({ path: file, kind: 'tofu', version: '1.11.1' });
});

test('without either, the pinned release is fetched once and kept as an executable', async () => {
  const first = await ensure();
  expect(first).toEqual({
    path: path.join(folder, CACHED),
    kind: 'terraform',
    version: '1.11.4',
  });
  expect(execFileSync(first.path, ['version', '-json'], { encoding: 'utf8' })).toContain('1.11.4');
  expect(await ensure()).toEqual(first);
  expect(requests).toEqual([ARCHIVE_PATH]);
});

test('several processes at once leave one complete file', async () => {
  const found = await Promise.all([ensure(), ensure(), ensure()]);
  expect(new Set(found.map(({ path: file }) => file)).size).toBe(1);
  expect(filesBelow('cache')).toEqual([CACHED]);
});

test('an archive with another checksum is refused, and no part of it stays', async () => {
  const checksums = { [PLATFORM]: '0'.repeat(64) };
  await expect(ensure({ checksums })).rejects.toThrow(
    `has the SHA-256 ${sha256(ARCHIVE)} instead of ${'0'.repeat(64)}`,
  );
  expect(filesBelow('cache')).toEqual([]);
});

test.each(['1.10.5', '0.15.0'])(
  'terraform %s on the PATH is named as too old, and the pinned one is fetched',
  async (version) => {
    const file = putOnPath('terraform', executableOf(version));
    expect((await ensure()).path).toBe(path.join(folder, CACHED));
    expect(lines[0]).toBe(`${file} is ${version}; 1.11 or newer is needed.`);
  },
);

test('a program that cannot report its version is skipped', async () => {
  const file = putOnPath('terraform', '#!/bin/sh\nexit 3\n');
  expect((await ensure()).path).toBe(path.join(folder, CACHED));
  expect(lines[0]).toBe(`${file} is of unknown version; 1.11 or newer is needed.`);
});

test('offline, one sentence says what to install and where from', async () => {
  const releasesUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  site.close();
  await once(site, 'close');
  const port = new URL(releasesUrl).port;
  await expect(ensure({ releasesUrl })).rejects.toThrow(
    'Install Terraform 1.11 or newer (https://developer.hashicorp.com/terraform/install) or ' +
      'OpenTofu 1.11 or newer (https://opentofu.org/docs/intro/install/) and put it on the PATH: ' +
      `${releasesUrl}${ARCHIVE_PATH} could not be fetched (connect ECONNREFUSED 127.0.0.1:${port}).`,
  );
  expect(filesBelow('cache')).toEqual([]);
});

test('an error says so if the site does not have the release', async () => {
  const releasesUrl = `http://127.0.0.1:${(site.address() as AddressInfo).port}/elsewhere`;
  await expect(ensure({ releasesUrl })).rejects.toThrow('could not be fetched (status 404).');
});

test('a platform without a pinned checksum is told to install one', async () => {
  await expect(ensure({ checksums: {} })).rejects.toThrow(
    `and put it on the PATH: none is pinned for ${PLATFORM}.`,
  );
  expect(requests).toEqual([]);
});
