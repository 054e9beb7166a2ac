import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** One file that terraform can start wherever Node.js is: nothing is looked up in node_modules. */
export async function buildProvider(dist: string): Promise<string> {
  const outfile = path.join(dist, 'terraform-provider-keyplane');
  mkdirSync(dist, { recursive: true });
  await build({
    entryPoints: [path.join(__dirname, 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // What is imported later is required then: the loader of ES modules would cost the start more.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  });
  chmodSync(outfile, 0o755);
  // The file has no extension: the nearest package.json says what kind of module it is.
  writeFileSync(path.join(dist, 'package.json'), '{"type":"commonjs"}\n');
  return outfile;
}

if (require.main === module) void buildProvider(path.join(__dirname, 'dist'));
