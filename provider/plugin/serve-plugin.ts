import { createServer } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from '../framework/logger';
import type { ProviderServer } from '../framework/provider-server';
import type { ProviderService } from '../protocol/provider-service';
import { createEphemeralCertificate } from './ephemeral-certificate';
import type { GrpcServer } from './grpc-server';
import type { PluginEnvironment } from './handshake';
import { handshakeLine, parsePluginEnvironment } from './handshake';
import { createHclogLogger, logLevelFromEnvironment } from './hclog-logger';
import { createMutualTlsServer } from './mutual-tls';
import { listenForTerraform, sweepStaleSockets } from './plugin-socket';
import { watchSessions } from './session-watch';

export interface ServePluginOptions {
  /** Asked for once Terraform knows where to connect: what it loads delays no handshake. */
  readonly loadProviderServer: (logger: Logger) => Promise<() => ProviderServer>;
  /** What a person reads who runs the executable by hand. */
  readonly usage: string;
}

const connectSeconds = 60;
const reconnectSeconds = 2;

/** Serves a provider to the Terraform that started this process, until that one ends it. */
export async function servePlugin(options: ServePluginOptions): Promise<void> {
  const environment = parsePluginEnvironment(process.env);
  if (environment === undefined) {
    process.stderr.write(`${options.usage.trimEnd()}\n`);
    process.exitCode = 1;
    return;
  }
  const logger = createProcessLogger();
  try {
    await serve(options, environment, logger);
  } catch (error) {
    logger.error('The provider could not start', { error });
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`The provider could not start: ${message}\n`, () => process.exit(1));
  }
}

/** Writes to the standard error at the level that the environment asks for. */
export function createProcessLogger(): Logger {
  // Terraform may be gone, and with it the reader of this pipe.
  process.stderr.on('error', () => {});
  return createHclogLogger({
    level: logLevelFromEnvironment(process.env),
    module: 'provider',
    write: (line) => void process.stderr.write(line),
  });
}

async function serve(
  { loadProviderServer }: ServePluginOptions,
  { clientCertificate, socketDirectory }: PluginEnvironment,
  logger: Logger,
): Promise<void> {
  // Ctrl-C reaches the whole process group; Terraform passes it on by StopProvider.
  process.on('SIGINT', () => logger.debug('Ignored an interrupt: Terraform decides'));
  process.on('SIGTERM', () => loseTerraform('Terminated'));

  const sessions = watchSessions({
    connectSeconds,
    reconnectSeconds,
    onGone: () => loseTerraform('Terraform is gone'),
  });
  let closeProvider: ProviderService['close'] | undefined;
  // Made while Terraform, which has read the handshake, connects.
  let preparing: Promise<GrpcServer> | undefined;
  const grpc = () => (preparing ??= prepare());
  const accept = (socket: Duplex) =>
    void grpc().then(
      (server) => server.accept(socket),
      () => socket.destroy(),
    );

  async function prepare(): Promise<GrpcServer> {
    const { createGrpcServer } = await import('./grpc-server.js');
    const { maxMessageBytes, pluginMethods } = await import('./plugin-methods.js');
    const { createProviderService } = await import('../protocol/provider-service.js');
    const provider = createProviderService({
      createProviderServer: await loadProviderServer(logger),
      logger,
    });
    closeProvider = provider.close;
    return createGrpcServer({
      methods: pluginMethods(provider.rpcs, {
        handle: () => provider.close('shutdown'),
        // Terraform waits for the process, and no more for its connection.
        answered: () => exit('Terraform asked for it'),
      }),
      logger,
      maxMessageBytes,
      onSessionCount(count) {
        sessions.sessionCountChanged(count);
        provider.connectionChanged(count > 0);
      },
    });
  }

  const serverCertificate =
    clientCertificate === undefined ? undefined : createEphemeralCertificate();
  const listener =
    clientCertificate === undefined || serverCertificate === undefined
      ? createServer(accept)
      : createMutualTlsServer({
          serverCertificate,
          clientCertificate,
          logger,
          onConnection: accept,
        });

  /** What was made for a Terraform that is gone may be in no state: the service is told so. */
  function loseTerraform(reason: string): void {
    const closed = closeProvider?.('lost') ?? Promise.resolve();
    void closed.finally(() => exit(reason));
  }

  function exit(reason: string): void {
    logger.debug('The provider ends', { reason });
    // Closing removes the socket's file; a mere exit would not.
    listener.close();
    process.exit(0);
  }

  const address = await listenForTerraform(listener, socketDirectory);
  process.stdout.write(handshakeLine(address, serverCertificate?.certificate));
  await grpc();
  await sweepStaleSockets(socketDirectory).catch((error: unknown) =>
    logger.debug('Stale sockets could not be removed', { error }),
  );
}
