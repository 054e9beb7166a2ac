import { INSTALL_USAGE, runInstallCommand } from './install/install-command';
import { InstallFailure } from './install/install-failure';
import { DEFAULT_HOST } from './install/install-provider';
import { serve } from './terraform-plugin/serve';
import { PROVIDER_VERSION } from './version';

const USAGE = `terraform-provider-keyplane ${PROVIDER_VERSION} is started by terraform or tofu, not by hand.

To put it where they find it:

  ${INSTALL_USAGE}

To run it under a debugger:

  terraform-provider-keyplane --debug [--host <host>]`;

const loadProvider = async () => (await import('./provider.js')).createKeyplaneProvider();

async function main([command, ...rest]: readonly string[]): Promise<void> {
  switch (command) {
    case 'install':
      return runInstallCommand({ args: rest, version: PROVIDER_VERSION, print: console.log });
    case '--debug':
      return serve(loadProvider, {
        address: addressAt(rest[0] === '--host' ? rest[1] : undefined),
        debug: true,
      });
    case '--version':
      return console.log(PROVIDER_VERSION);
    default:
      return serve(loadProvider, {
        address: addressAt(DEFAULT_HOST),
        debug: false,
        usage: USAGE,
        // The starter keeps Terraform's pipe apart from what modules of NODE_OPTIONS print.
        handshakeDescriptor: process.env.KEYPLANE_HANDSHAKE_FD === '3' ? 3 : 1,
      });
  }
}

const addressAt = (host = DEFAULT_HOST) => `${host}/keyplane/keyplane`;

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof InstallFailure ? error.exitCode : 1;
});
