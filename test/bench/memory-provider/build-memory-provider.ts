import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { MirroredProvider } from '../../support/terraform';

export interface BuiltProvider extends MirroredProvider {
  remove(): Promise<void>;
}

/** Bundles the provider into one file, as Keyplane's own provider is built. */
export async function buildMemoryProvider(): Promise<BuiltProvider> {
  const folder = await mkdtemp(join(tmpdir(), 'keyplane-memory-provider-'));
  const executable = join(folder, 'terraform-provider-memory');
  await build({
    entryPoints: [join(__dirname, 'memory-provider-main.ts')],
    outfile: executable,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  });
  await chmod(executable, 0o755);
  return {
    executable,
    source: 'keyplane.local/keyplane/memory',
    version: '0.1.0',
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
