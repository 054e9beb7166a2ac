import type { Logger } from './terraform-plugin/framework/logger';
import { INSTALL_USAGE, runInstallCommand } from './install/install-command';
import { DEFAULT_HOST } from './install/install-provider';
import { createProcessLogger, servePlugin } from './terraform-plugin/plugin/serve-plugin';
import { PROVIDER_VERSION } from './version';

const USAGE = `terraform-provider-keyplane ${PROVIDER_VERSION} is started by terraform or tofu, not by hand.

To put it where they find it:

  ${INSTALL_USAGE}

To run it under a debugger:

  terraform-provider-keyplane --debug [--host <host>]`;

async function loadProviderServer(logger: Logger) {
  const { createProviderServer } = await import('./terraform-plugin/framework/index.js');
  const { createKeyplaneProvider } = await import('./provider.js');
  return () => createProviderServer(createKeyplaneProvider(), { logger });
}

async function main([command, ...rest]: readonly string[]): Promise<void> {
  switch (command) {
    case 'install':
      return runInstallCommand({ args: rest, version: PROVIDER_VERSION, print: console.log });
    case '--debug':
      return debug(rest[0] === '--host' ? rest[1] : undefined);
    case '--version':
      return console.log(PROVIDER_VERSION);
    default:
      return servePlugin({ loadProviderServer, usage: USAGE });
  }
}

async function debug(host = DEFAULT_HOST): Promise<void> {
  const { serveForReattach } = await import('./terraform-plugin/plugin/serve-for-reattach.js');
  const logger = createProcessLogger();
  const served = await serveForReattach(await loadProviderServer(logger), {
    address: `${host}/keyplane/keyplane`,
    logger,
  });
  const close = () => void served.close().then(() => process.exit(0));
  process.once('SIGINT', close).once('SIGTERM', close);
  console.log(`export TF_REATTACH_PROVIDERS='${served.environment}'`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
