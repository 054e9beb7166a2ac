import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PageSources } from './keyplane-pages';
import type { ApiDocument } from './permissions-section';

const PROVIDER = path.join(__dirname, '..');
export const DOCS_FOLDER = path.join(PROVIDER, 'docs');

export function readPageSources(): PageSources {
  return {
    examples: readFolder(path.join(PROVIDER, 'examples')),
    guides: readFolder(path.join(PROVIDER, 'documentation/guides')),
    api: JSON.parse(
      readFileSync(path.join(PROVIDER, '../api/openapi.json'), 'utf8'),
    ) as ApiDocument,
  };
}

/** The texts of the files in a folder, by their paths there, in the order of the alphabet. */
export function readFolder(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    files.map((file) => [
      path.relative(folder, file).replaceAll(path.sep, '/'),
      readFileSync(file, 'utf8'),
    ]),
  );
}
