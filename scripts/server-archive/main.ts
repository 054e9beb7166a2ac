import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildServerArchive } from './build-server-archive';

const USAGE = `npm run release:server -- [--out <folder>]

Packs the built server into an archive that runs on a bare Node of this platform. Run npm run build and
npm run build:docs first.

  --out  folder of the archive (default: release)`;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string', default: path.join(__dirname, '../../release') },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  console.log(`The server is in ${await buildServerArchive(path.resolve(values.out))}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
