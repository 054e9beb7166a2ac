import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { forCdktn } from './for-cdktn';

const CONSTRUCTS = path.join(__dirname, '../constructs');
const DIST = path.join(__dirname, 'dist');
const SOURCES = path.join(DIST, 'src');
/**
 * The folders of the code that writes the generated constructs, and of what was built or installed.
 */
const NOT_SOURCES = new Set(['generate.ts', 'generator', 'lib', 'node_modules']);

/** Writes the sources of @keyplane/cdktf as those of @keyplane/cdktn, which tsc then compiles. */
async function main(): Promise<void> {
  await rm(DIST, { recursive: true, force: true });
  await cp(CONSTRUCTS, SOURCES, {
    recursive: true,
    filter: (file) => !NOT_SOURCES.has(path.relative(CONSTRUCTS, file)),
  });
  const entries = await readdir(SOURCES, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter(({ name }) => name.endsWith('.ts'))) {
    const file = path.join(entry.parentPath, entry.name);
    await writeFile(file, forCdktn(await readFile(file, 'utf8')));
  }
}

void main();
