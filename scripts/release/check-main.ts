import { parseArgs } from 'node:util';
import { checkRelease } from './check-release';
import { RELEASE_TARGETS, releaseTarget } from './release-target';

const USAGE = `npm run check:release -- [--only <platform>,…]

Builds a release twice into a temporary folder, compares the two builds byte by byte, and checks every
executable. It starts the executables that run on this machine, and checks the headers and signatures of
the others.`;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  await checkRelease(values.only?.split(',').map(releaseTarget) ?? RELEASE_TARGETS, console.log);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
