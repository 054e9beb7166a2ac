import type { Awaitable } from '../framework/context';
import type { Logger } from '../framework/logger';
import type { Provider } from '../framework/provider';
import type { ProviderServer } from '../framework/provider-server';
import { createProcessLogger, servePlugin } from './serve-plugin';

/** Options of `serve`. */
export interface ServeOptions {
  /**
   * The source address, as `required_providers` names it, such as
   * `registry.terraform.io/acme/files`.
   */
  readonly address: string;
  /**
   * Whether Terraform attaches to this process instead of starting it, for example under a
   * debugger. The process then prints the `TF_REATTACH_PROVIDERS` to set. By default, this is on if
   * `--debug` is an argument.
   */
  readonly debug?: boolean;
  /** What the process prints if a person starts it by hand. */
  readonly usage?: string;
  /**
   * The open file descriptor on which Terraform reads the handshake; 1, the standard output, by
   * default.
   */
  readonly handshakeDescriptor?: number;
}

/**
 * Serves a provider until Terraform ends it. This is the whole `main` of a provider. `load` runs
 * after the handshake is written, so Terraform does not wait for what it imports.
 *
 * @example
 * void serve(() => filesProvider, { address: 'registry.terraform.io/acme/files' });
 *
 * @example
 * // Starts faster: the provider is loaded while Terraform connects.
 * import { serve } from '@keyplane/terraform-plugin/serve';
 *
 * void serve(async () => (await import('./provider.js')).filesProvider, {
 *   address: 'registry.terraform.io/acme/files',
 * });
 */
export async function serve<Client>(
  load: () => Awaitable<Provider<Client>>,
  options: ServeOptions,
): Promise<void> {
  const { address, debug = process.argv.includes('--debug') } = options;
  const loadProviderServer = (logger: Logger) => serverFactory(load, logger);
  if (debug) return serveDebugged(loadProviderServer, address);
  return servePlugin({
    loadProviderServer,
    usage: options.usage ?? usageOf(address),
    ...(options.handshakeDescriptor !== undefined && {
      handshakeDescriptor: options.handshakeDescriptor,
    }),
  });
}

async function serverFactory<Client>(
  load: () => Awaitable<Provider<Client>>,
  logger: Logger,
): Promise<() => ProviderServer> {
  const { createProviderServer } = await import('../framework/create-provider-server.js');
  const provider = await load();
  return () => createProviderServer(provider, { logger });
}

async function serveDebugged(
  loadProviderServer: (logger: Logger) => Promise<() => ProviderServer>,
  address: string,
): Promise<void> {
  const { serveForReattach } = await import('./serve-for-reattach.js');
  const logger = createProcessLogger();
  const served = await serveForReattach(await loadProviderServer(logger), { address, logger });
  const close = () => void served.close().then(() => process.exit(0));
  process.once('SIGINT', close).once('SIGTERM', close);
  process.stdout.write(`export TF_REATTACH_PROVIDERS='${served.environment}'\n`);
}

const usageOf = (address: string) =>
  `This is the Terraform provider ${address}. terraform or tofu starts it, not a person.

To run it under a debugger, start it with --debug.`;
