import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { PACKAGES } from '../../api/build-api';
import { version } from '../../api/package.json';
import { bundledPackages } from '../release/bundle-packages';
import { copyPackages } from './copy-packages';
import { requireWholeBuild } from './require-whole-build';
import { serverSbom } from './server-sbom';

const REPOSITORY = path.join(__dirname, '../..');
const API = path.join(REPOSITORY, 'api');

/** The compiled code belongs to one version of Node, and the source map is for debugging. */
const LEFT_OUT = new Set(['main.compiled', 'main.js.map']);

/** Such as `keyplane-server-0.1.0-linux-x64`. SQLite's driver contains native code. */
export const serverArchiveName = () =>
  `keyplane-server-${version}-${process.platform}-${process.arch}`;

/**
 * Packs the built server with all that it needs besides Node, for this platform.
 * @throws Error if a part of the server is not built
 * @returns the archive: gzipped tar with one folder in it, the same bytes for the same build
 */
export async function buildServerArchive(out: string): Promise<string> {
  const name = serverArchiveName();
  const staging = await mkdtemp(path.join(tmpdir(), 'keyplane-server-'));
  try {
    await stageServer(path.join(staging, name));
    await mkdir(out, { recursive: true });
    const archive = path.join(out, `${name}.tar.gz`);
    await pack(staging, name, archive);
    return archive;
  } finally {
    await rm(staging, { recursive: true });
  }
}

async function stageServer(folder: string): Promise<void> {
  const dist = path.join(API, 'dist');
  requireWholeBuild(dist);
  await mkdir(folder);
  await cp(dist, path.join(folder, 'dist'), {
    recursive: true,
    filter: (file) => !LEFT_OUT.has(path.relative(dist, file)),
  });
  for (const file of ['keyplane.js', 'run-compiled.js']) {
    await cp(path.join(API, 'bin', file), path.join(folder, 'bin', file));
  }
  await symlink('keyplane.js', path.join(folder, 'bin/keyplane'));
  const modules = path.join(folder, 'node_modules');
  const copied = await copyPackages(PACKAGES, path.join(API, 'package.json'), modules);
  await cp(path.join(REPOSITORY, 'LICENSE'), path.join(folder, 'LICENSE'));
  await cp(path.join(REPOSITORY, 'deploy/systemd'), path.join(folder, 'systemd'), {
    recursive: true,
  });
  const contained = bundledPackages([...(await bundledFiles(dist)), ...copied.map(fileIn)]);
  await writeFile(path.join(folder, 'sbom.cdx.json'), serverSbom(version, contained));
}

const fileIn = (folder: string) => path.join(folder, 'package.json');

/** The source map of the bundle lists the files that were bundled. */
async function bundledFiles(dist: string): Promise<readonly string[]> {
  const map = JSON.parse(await readFile(path.join(dist, 'main.js.map'), 'utf8')) as {
    readonly sources: readonly string[];
  };
  return map.sources.map((source) => path.resolve(dist, source));
}

/** Owner, order and times are fixed, so that equal files give equal archives. */
async function pack(parent: string, name: string, archive: string): Promise<void> {
  const fixed = ['--sort=name', '--owner=0', '--group=0', '--numeric-owner', '--mtime=@0'];
  const modes = '--mode=u=rwX,go=rX';
  const compress = '--use-compress-program=gzip --no-name --best';
  await promisify(execFile)('tar', [...fixed, modes, compress, '-cf', archive, '-C', parent, name]);
}
