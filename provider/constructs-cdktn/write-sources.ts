import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
  for (const file of (await readdir(CONSTRUCTS, { recursive: true })).filter(isSource)) {
    const target = path.join(SOURCES, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, forCdktn(await readFile(path.join(CONSTRUCTS, file), 'utf8')));
  }
}

/** No package.json: Jest refuses two packages of one name in a repository. */
function isSource(file: string): boolean {
  return file.endsWith('.ts') && !NOT_SOURCES.has(file.split(path.sep)[0] ?? '');
}

void main();
