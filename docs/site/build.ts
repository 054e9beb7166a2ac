import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { compress } from './compress';
import { generate } from './generate';

const DOCS = path.join(__dirname, '..');
const BUILT = path.join(DOCS, '.vitepress/dist');
/** Where the server looks for the site. */
const SERVED = path.join(DOCS, '../api/dist/docs');

/** Builds the site into `.vitepress/dist`, for any web server, and copies it next to the built server. */
async function main(): Promise<void> {
  generate();
  // VitePress is published as an ES module only.
  const { build } = await import('vitepress');
  await build(DOCS);
  compress(BUILT);
  rmSync(SERVED, { recursive: true, force: true });
  cpSync(BUILT, SERVED, { recursive: true });
}

void main();
