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
 * path of a request reaches the file system.
 * @returns `undefined` if the folder does not contain a site
 */
export async function readSite(folder: string): Promise<SiteFiles | undefined> {
  const contents = await readAll(folder);
  if (!contents.has('index.html')) return undefined;
  const files = new Map<string, SiteFile>();
  for (const [name, bytes] of contents) {
    const type = TYPES[path.posix.extname(name)];
    if (type !== undefined) files.set(name, siteFile(type, bytes, contents.get(name + BROTLI)));
  }
  return files;
}

function siteFile(type: string, bytes: Buffer, brotli: Buffer | undefined): SiteFile {
  const isPage = type === TYPES['.html'];
  return {
    type,
    bytes,
    brotli,
    tag: createHash('sha256').update(bytes).digest('base64url'),
    policy: isPage ? pagePolicy(bytes.toString()) : undefined,
  };
}

async function readAll(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    },
  );
  const contents = new Map<string, Buffer>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    contents.set(name, await readFile(file));
  }
  return contents;
}
