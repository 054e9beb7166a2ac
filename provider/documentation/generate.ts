import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { keyplanePages } from './keyplane-pages';
import { DOCS_FOLDER, readPageSources } from './read-page-sources';

async function main(): Promise<void> {
  const pages = keyplanePages(readPageSources());
  await rm(DOCS_FOLDER, { recursive: true, force: true });
  for (const [name, text] of pages) {
    const file = path.join(DOCS_FOLDER, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

void main();
