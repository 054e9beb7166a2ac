import { createServer } from 'node:net';
import type { Logger } from '../framework/logger';
import type { ProviderServer } from '../framework/provider-server';
import { createProviderService } from '../protocol/provider-service';
import { createGrpcServer } from './grpc-server';
import { reattachEnvironment } from './handshake';
import { createHclogLogger } from './hclog-logger';
import { maxMessageBytes, pluginMethods } from './plugin-methods';
import { listenForTerraform } from './plugin-socket';

/** Options of `serveForReattach`. */
export interface ServeForReattachOptions {
  /** The source address, such as `registry.terraform.io/acme/files`. */
  readonly address: string;
  /** Where the framework and the handlers log. By default, nothing is logged. */
  readonly logger?: Logger;
  /** The folder of the socket; the system's temporary folder by default. */
  readonly socketDirectory?: string;
}

/** A provider that Terraform can attach to. */
export interface ServedForReattach {
  /** The value of `TF_REATTACH_PROVIDERS`. */
  readonly environment: string;
  /** Stops serving, and closes the provider first. */
  close(): Promise<void>;
}

/**
 * Serves a provider from a process that Terraform did not start, such as a debugger or a test. It
 * continues after each run of Terraform. It has no TLS; the permissions of the socket file protect
 * it.
 *
 * If `provider` is a function, each ConfigureProvider after the first one begins with a new
 * `ProviderServer`.
 *
 * @example
 * const served = await serveForReattach(() => createProviderServer(filesProvider, { logger }), {
 *   address: 'example.com/acme/files',
 * });
 * process.env.TF_REATTACH_PROVIDERS = served.environment;
 */
export async function serveForReattach(
  provider: ProviderServer | (() => ProviderServer),
  options: ServeForReattachOptions,
): Promise<ServedForReattach> {
  const logger =
    options.logger ?? createHclogLogger({ level: 'off', module: 'provider', write: () => {} });
  const service = createProviderService({
    createProviderServer: typeof provider === 'function' ? provider : () => provider,
    logger,
  });
  const grpc = createGrpcServer({
    methods: pluginMethods(service.rpcs, {
      handle: async () => logger.debug('Ignored a shutdown: reattached'),
    }),
    // Only the connection shows that Terraform has ended.
    onSessionCount: (count) => {
      service.connectionChanged(count > 0);
      if (count === 0) void service.close(service.unannouncedEnding());
    },
    logger,
    maxMessageBytes,
  });
  const listener = createServer(grpc.accept);
  const address = await listenForTerraform(listener, options.socketDirectory);
  return {
    environment: reattachEnvironment(options.address, address, process.pid),
    async close() {
      await service.close(service.unannouncedEnding());
      await new Promise<void>((resolve) => {
        listener.close(() => resolve());
        grpc.closeSessions();
      });
    },
  };
}
