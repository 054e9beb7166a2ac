import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildRelease } from '../../scripts/release/build-release';
import { checkRegistry } from './check-registry';

const USAGE = `npm run check:registry -- [--release <folder>]

Serves a whole release with keyplane serve, and installs, locks, mirrors and applies it with the stock
terraform on an empty home.

  --release  the folder of one version, for example release/0.1.0 (default: a new build of every platform)`;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { release: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return console.log(USAGE);
  if (values.release !== undefined) {
    return checkRegistry({ release: path.resolve(values.release), log: console.log });
  }
  const out = await mkdtemp(path.join(tmpdir(), 'keyplane-registry-release-'));
  try {
    const release = await buildRelease({ out, log: console.log });
    await checkRegistry({ release, log: console.log });
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
