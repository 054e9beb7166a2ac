import path from 'node:path';
import { generate } from './generate';

async function main(): Promise<void> {
  generate();
  // VitePress is published as an ES module only.
  const { build } = await import('vitepress');
  await build(path.join(__dirname, '..'));
}

void main();
