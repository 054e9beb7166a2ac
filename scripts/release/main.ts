import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildRelease } from './build-release';
import { RELEASE_TARGETS, releaseTarget } from './release-target';

const USAGE = `npm run release -- [--only <platform>,…] [--out <folder>] [--replace]

Builds the provider's executable for every platform, and all other files of a release, into
release/<version>.

  --only     build only these platforms, for example linux_amd64,linux_arm64_musl
  --out      folder of the releases (default: release)
  --replace  replace another build of the same version, which must not be published yet

  KEYPLANE_RELEASE_KEY  the OpenPGP private key that signs, in ASCII armor (default: a throw-away key)`;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      out: { type: 'string', default: path.join(__dirname, '../../release') },
      replace: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const folder = await buildRelease({
    out: path.resolve(values.out),
    targets: values.only?.split(',').map(releaseTarget) ?? RELEASE_TARGETS,
    signingKey: process.env.KEYPLANE_RELEASE_KEY,
    replace: values.replace,
    log: console.log,
  });
  console.log(`The release is in ${folder}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
