import { cpus } from 'node:os';
import { join } from 'node:path';
import { version } from '../../provider/package.json';
import { compareColdStart } from './cold-start';
import type { Comparison } from './measure';
import { startServerProcess } from './server-process';
import { compareThousandKeys } from './thousand-keys';

const root = join(__dirname, '../..');
const provider = {
  executable: join(root, 'provider/dist/terraform-provider-keyplane'),
  source: 'keyplane.local/keyplane/keyplane',
  version,
};

/** Every figure is a ratio to a baseline of the same run; none is a test. */
async function main(): Promise<void> {
  const server = await startServerProcess(join(root, 'api/dist/main.js'));
  try {
    console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n`);
    print(await compareColdStart(provider.executable));
    for (const row of await compareThousandKeys(provider, server.environment)) print(row);
  } finally {
    await server.stop();
  }
}

function print({ what, seconds, baseline, baselineSeconds, ratio }: Comparison): void {
  const ours = `${seconds.toFixed(3)} s`.padStart(9);
  const theirs = `${baselineSeconds.toFixed(3)} s`.padStart(9);
  console.log(`${what.padEnd(58)} ${ours}  ${ratio.toFixed(2)} ×  ${baseline} ${theirs}`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
