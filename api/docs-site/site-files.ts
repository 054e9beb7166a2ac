import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pagePolicy } from './page-policy';

/** A file of the site, with everything that its answer needs. */
export interface SiteFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same bytes, compressed by the build; `undefined` if the build did not compress the file. */
  readonly brotli: Buffer | undefined;
  /** Strong, because it is the hash of the bytes. Without quotes. */
  readonly tag: string;
  /** The content security policy of a page; `undefined` for files that are not pages. */
  readonly policy: string | undefined;
}

/** By path below the folder, such as `guides/index.html`. */
export type SiteFiles = ReadonlyMap<string, SiteFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};
const BROTLI = '.br';

/**
 * Reads the whole site, which is a few megabytes. Only a path that is in the map has an answer, so no
 * path of a request reaches the file system. One file at a time is read and hashed, so other requests are
 * answered in between.
 * @returns `undefined` if the folder does not contain a site
 */
export async function readSite(folder: string): Promise<SiteFiles | undefined> {
  const files = new Map<string, SiteFile>();
  const compressed = new Map<string, Buffer>();
  for (const name of await filesIn(folder)) {
    const extension = path.posix.extname(name);
    const type = TYPES[extension];
    if (type === undefined && extension !== BROTLI) continue;
    const bytes = await readFile(path.join(folder, name));
    if (type === undefined) compressed.set(name.slice(0, -BROTLI.length), bytes);
    else files.set(name, siteFile(type, bytes));
  }
  if (!files.has('index.html')) return undefined;
  for (const [name, brotli] of compressed) {
    const file = files.get(name);
    if (file !== undefined) files.set(name, { ...file, brotli });
  }
  return files;
}

function siteFile(type: string, bytes: Buffer): SiteFile {
  return {
    type,
    bytes,
    brotli: undefined,
    tag: createHash('sha256').update(bytes).digest('base64url'),
    policy: type === TYPES['.html'] ? pagePolicy(bytes.toString()) : undefined,
  };
}

/** The files below the folder, by their paths with slashes. Empty if there is no such folder. */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      path.relative(folder, path.join(parentPath, name)).split(path.sep).join('/'),
    );
}
