import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startRegistryServer } from '../e2e/support/registry-server';
import { buildPackages } from '../support/built-packages';
import { startPackageRegistry } from '../support/package-registry';
import { checkDeploy } from './check-deploy';
import { DEPLOY_CLIS, type DeployCli } from './deploy-clis';

const COMMANDS = DEPLOY_CLIS.map(({ command }) => command).join(' or ');
const USAGE = `npm run check:cdktf-deploy -- [--only <command>]

Creates a project with cdktf init and with cdktn init on an empty home, installs the constructs from
packed packages, and deploys a key twice and destroys it. The provider comes from keyplane serve over TLS.
The first run installs both commands from npm, which takes minutes.

  --only  ${COMMANDS} (default: both)`;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return console.log(USAGE);
  await check(wantedClis(values.only));
}

function wantedClis(only: string | undefined): readonly DeployCli[] {
  if (only === undefined) return DEPLOY_CLIS;
  const wanted = DEPLOY_CLIS.filter(({ command }) => command === only);
  if (wanted.length === 0) throw new Error(`Unknown command "${only}". Use ${COMMANDS}.`);
  return wanted;
}

async function check(clis: readonly DeployCli[]): Promise<void> {
  const root = await mkdtemp(path.join(tmpdir(), 'keyplane-cdktf-deploy-'));
  const cleanups = [() => rm(root, { recursive: true, force: true })];
  try {
    const built = await buildPackages(
      root,
      clis.map(({ constructs }) => constructs),
    );
    const packages = await startPackageRegistry(built);
    cleanups.push(() => packages.close());
    const server = await startRegistryServer(root);
    cleanups.push(() => server.remove());
    // The check asks the server, too.
    process.env.SSL_CERT_FILE = server.environment.SSL_CERT_FILE;
    for (const deployCli of clis) {
      await checkDeploy({ deployCli, packages, server, root, log: console.log });
    }
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
