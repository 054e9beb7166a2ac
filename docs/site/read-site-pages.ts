import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SitePage } from './site-page';

/** Folders of the reference with many pages. */
export const OWN_MENUS = [
  'reference',
  'reference/provider',
  'reference/constructs',
  'reference/http-api',
  'errors',
];

/** Not pages: the code of the site, and what it is built into. */
const NOT_READ = new Set(['.vitepress', 'node_modules', 'site']);

/** All Markdown below `docs/`, generated pages included, ordered by path. */
export function readSitePages(folder: string): SitePage[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file.endsWith('.md') && !NOT_READ.has(file.split('/', 1)[0] ?? ''))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(folder, file), 'utf8') }));
}
