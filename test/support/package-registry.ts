import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = path.join(__dirname, '../..');
const INSTALLED = path.join(ROOT, 'node_modules');

export interface PackageRegistry {
  /** Makes npm use this registry alone, with an empty cache. */
  readonly environment: Readonly<Record<string, string>>;
  /** Makes npm ask this registry for the packages of a scope, such as `@keyplane`, and no others. */
  environmentOfScope(scope: string): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * A registry of the packages that are installed here, each in its one version, and of the folders
 * in `own` by their package's name. So npm installs a project without a network, in the same way as
 * for users.
 */
export async function startPackageRegistry(
  own: Readonly<Record<string, string>>,
): Promise<PackageRegistry> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-packages-'));
  const packed = new Map<string, Promise<PackedPackage>>();
  const elsewhere = await packagesOfLockFile();
  let url = '';
  // Packs one package at a time, because npm asks for many at once.
  let last: Promise<unknown> = Promise.resolve();

  function packOnce(name: string): Promise<PackedPackage> | undefined {
    const source = own[name] ?? path.join(INSTALLED, name);
    if (!existsSync(path.join(source, 'package.json'))) return undefined;
    const known = packed.get(name);
    if (known !== undefined) return known;
    const made = last.then(() => pack(source, folder));
    last = made.catch(() => undefined);
    packed.set(name, made);
    return made;
  }

  async function answer(asked: string, response: ServerResponse): Promise<void> {
    const [name = '', tarball] = decodeURIComponent(asked.slice(1)).split('/-/');
    const found = (await packOnce(name)) ?? elsewhere.get(name);
    if (found === undefined) {
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    } else if (tarball !== undefined) {
      response.end(await readFile(found.tarball));
    } else {
      const { version, integrity, manifest } = found;
      const dist = { tarball: `${url}/${name}/-/package.tgz`, integrity };
      const versions = { [version]: { ...manifest, name, dist } };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
    }
  }

  const server = createServer((request, response) => {
    answer(request.url ?? '/', response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: {
      npm_config_registry: `${url}/`,
      npm_config_cache: path.join(folder, 'cache'),
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
    },
    environmentOfScope: (scope) => ({ [`npm_config_${scope}:registry`]: `${url}/` }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface PackedPackage {
  readonly tarball: string;
  readonly version: string;
  readonly integrity: string;
  readonly manifest: object;
}

/** Packages for other platforms, which the lock file names and npm does not install here. */
async function packagesOfLockFile(): Promise<ReadonlyMap<string, PackedPackage>> {
  const text = await readFile(path.join(ROOT, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as {
    packages: Readonly<Record<string, Omit<PackedPackage, 'manifest' | 'tarball'>>>;
  };
  return new Map(
    Object.entries(packages).map(([place, locked]) => [
      place.replace('node_modules/', ''),
      { ...locked, manifest: locked, tarball: 'not available for this platform' },
    ]),
  );
}

/** Packages that are installed or built are packed unchanged. */
async function pack(source: string, folder: string): Promise<PackedPackage> {
  const options = ['--json', '--ignore-scripts', '--pack-destination', folder];
  const { stdout } = await run('npm', ['pack', ...options], { cwd: source });
  const [said] = JSON.parse(stdout) as [{ filename: string; version: string; integrity: string }];
  const manifest = JSON.parse(await readFile(path.join(source, 'package.json'), 'utf8')) as object;
  const tarball = path.join(folder, said.filename.replace('@', '').replace('/', '-'));
  return { tarball, version: said.version, integrity: said.integrity, manifest };
}
