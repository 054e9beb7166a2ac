import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { compress } from './compress';
import { generate } from './generate';
import { llmsFiles } from './llms-files';
import { readSitePages } from './read-site-pages';

const DOCS = path.join(__dirname, '..');
const BUILT = path.join(DOCS, '.vitepress/dist');
/** Where the server looks for the site. */
const SERVED = path.join(DOCS, '../api/dist/docs');

const DESCRIPTION =
  'Keyplane issues and governs keys: application keys, service accounts with their keys, and service ' +
  'keys with personal tokens. Keys are declared in TypeScript or HCL and applied with terraform or tofu. ' +
  'Services ask Keyplane whether a key is valid.';

/** Builds the site into `.vitepress/dist`, for any web server, and copies it next to the built server. */
async function main(): Promise<void> {
  generate();
  // VitePress is published as an ES module only.
  const { build } = await import('vitepress');
  await build(DOCS);
  for (const { path: name, text } of llmsFiles(readSitePages(DOCS), DESCRIPTION)) {
    const file = path.join(BUILT, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  compress(BUILT);
  rmSync(SERVED, { recursive: true, force: true });
  cpSync(BUILT, SERVED, { recursive: true });
}

void main();
