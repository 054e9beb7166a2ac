import type { SiteFile, SiteFiles } from './site-files';

/** Where a path of the site leads. */
export type SiteTarget =
  | { readonly kind: 'file'; readonly name: string; readonly file: SiteFile }
  /** Another form of the path is the one that the links of the site use. */
  | { readonly kind: 'elsewhere'; readonly path: string }
  | { readonly kind: 'nothing' };

/** @param path below the root of the site, decoded and without a slash at its beginning */
export function targetOf(files: SiteFiles, path: string): SiteTarget {
  const isFolder = path === '' || path.endsWith('/');
  const names = isFolder ? [`${path}index.html`] : [path, `${path}.html`];
  for (const name of names) {
    const file = files.get(name);
    if (file !== undefined) return { kind: 'file', name, file };
  }
  const other = isFolder ? path.replace(/\/+$/, '') : `${path}/`;
  const otherName = isFolder ? `${other}.html` : `${other}index.html`;
  return files.has(otherName) ? { kind: 'elsewhere', path: other } : { kind: 'nothing' };
}

/** The names of these files contain a hash of their contents. */
const HASHED = /^assets\//;

export function headersOf(name: string, file: SiteFile): Record<string, string> {
  return {
    'content-type': file.type,
    'cache-control': HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'Accept-Encoding',
    ...(file.policy !== undefined && { 'content-security-policy': file.policy }),
  };
}
