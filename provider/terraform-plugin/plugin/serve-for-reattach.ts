import { createServer } from 'node:net';
import type { Logger } from '../framework/logger';
import type { ProviderServer } from '../framework/provider-server';
import { createProviderService } from '../protocol/provider-service';
import { createGrpcServer } from './grpc-server';
import { reattachEnvironment } from './handshake';
import { createHclogLogger } from './hclog-logger';
import { maxMessageBytes, pluginMethods } from './plugin-methods';
import { listenForTerraform } from './plugin-socket';

export interface ServeForReattachOptions {
  /** The source address, such as `registry.terraform.io/acme/files`. */
  readonly address: string;
  /** Silent by default. */
  readonly logger?: Logger;
  /** Where the socket lies; the system's temporary folder by default. */
  readonly socketDirectory?: string;
}

export interface ServedForReattach {
  /** The value of `TF_REATTACH_PROVIDERS`. */
  readonly environment: string;
  close(): Promise<void>;
}

/**
 * Serves a provider from a process that Terraform did not start: a debugger's, or a test's. It
 * outlives Terraform's runs and has no TLS; the socket's file permissions guard it. Given a
 * function, each ConfigureProvider after the first begins with a new `ProviderServer`.
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
    // Terraform's end is seen by its connection alone.
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
