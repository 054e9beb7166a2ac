import { writeSync } from 'node:fs';
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
import { listenForTerraform, socketFolder, sweepStaleSockets } from './plugin-socket';
import { watchSessions } from './session-watch';

export interface ServePluginOptions {
  /**
   * Called after Terraform knows where to connect, so what it loads does not delay the handshake.
   */
  readonly loadProviderServer: (logger: Logger) => Promise<() => ProviderServer>;
  /** What the process prints if a person starts it by hand. */
  readonly usage: string;
  /** Where Terraform reads the handshake; 1, the standard output, by default. */
  readonly handshakeDescriptor?: number;
}

const STANDARD_OUTPUT = 1;
const connectSeconds = 60;
const reconnectSeconds = 2;

/** Serves a provider to the Terraform that started this process, until Terraform ends it. */
export async function servePlugin({
  loadProviderServer,
  usage,
  handshakeDescriptor = STANDARD_OUTPUT,
}: ServePluginOptions): Promise<void> {
  const environment = parsePluginEnvironment(process.env);
  if (environment === undefined) {
    process.stderr.write(`${usage.trimEnd()}\n`);
    process.exitCode = 1;
    return;
  }
  const logger = createProcessLogger();
  try {
    await serve({ loadProviderServer, handshakeDescriptor }, environment, logger);
  } catch (error) {
    logger.error('The provider could not start', { error });
    const message = error instanceof Error ? error.message : String(error);
    tell(`The provider could not start: ${message}`, handshakeDescriptor);
    process.exit(1);
  }
}

/**
 * If the first line that Terraform reads is not a handshake, Terraform shows that line. It never
 * shows the standard error. A handshake contains vertical bars.
 */
function tell(text: string, handshakeDescriptor: number): void {
  const line = `${text.replaceAll('|', '/').replaceAll(/\s+/g, ' ')}\n`;
  for (const descriptor of [2, handshakeDescriptor]) {
    try {
      writeSync(descriptor, line);
    } catch {
      // Nobody reads the output any longer.
    }
  }
}

/** Writes to the standard error at the level that the environment asks for. */
export function createProcessLogger(): Logger {
  // Terraform may have ended, and then nothing reads from these pipes.
  process.stderr.on('error', () => {});
  process.stdout.on('error', () => {});
  return createHclogLogger({
    level: logLevelFromEnvironment(process.env),
    module: 'provider',
    write: (line) => void process.stderr.write(line),
  });
}

async function serve(
  { loadProviderServer, handshakeDescriptor }: Required<Omit<ServePluginOptions, 'usage'>>,
  { clientCertificate, socketDirectory }: PluginEnvironment,
  logger: Logger,
): Promise<void> {
  // Ctrl-C reaches the whole process group, and so do the SIGTERM of many supervisors and the
  // SIGHUP of a closed terminal. Terraform gets the signal too, passes it on as StopProvider, and
  // waits for the answers to what was sent.
  let isConnected = false;
  process.on('SIGINT', () => logger.debug('Ignored an interrupt: Terraform decides'));
  for (const name of ['SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (isConnected) logger.debug('Ignored a termination: Terraform decides', { signal: name });
      else loseTerraform('Terminated');
    });
  }

  const sessions = watchSessions({
    connectSeconds,
    reconnectSeconds,
    onGone: () => loseTerraform('Terraform is gone'),
  });
  let closeProvider: ProviderService['close'] | undefined;
  // Created while Terraform connects, because it has read the handshake by then.
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
        // By then, Terraform waits for the process and no longer for its connection.
        answered: () => exit('Terraform asked for it'),
      }),
      logger,
      maxMessageBytes,
      onSessionCount(count) {
        isConnected = count > 0;
        sessions.sessionCountChanged(count);
        provider.connectionChanged(isConnected);
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

  /**
   * Objects that were created for a Terraform that has ended may be in no state, so the service is
   * told.
   */
  function loseTerraform(reason: string): void {
    const closed = closeProvider?.('lost') ?? Promise.resolve();
    void closed.finally(() => exit(reason));
  }

  function exit(reason: string): void {
    logger.debug('The provider ends', { reason });
    // Closing removes the socket's file. An exit without closing would not.
    listener.close();
    process.exit(0);
  }

  const folder = socketFolder(socketDirectory);
  const address = await listenForTerraform(listener, folder);
  shakeHands(handshakeLine(address, serverCertificate?.certificate), handshakeDescriptor);
  await grpc();
  await sweepStaleSockets(folder).catch((error: unknown) =>
    logger.debug('Stale sockets could not be removed', { error }),
  );
}

/** @throws Error with a sentence for the user */
function shakeHands(line: string, descriptor: number): void {
  try {
    writeSync(descriptor, line);
  } catch (error) {
    throw new Error(
      'Terraform closed the standard output of the provider before the provider told it ' +
        'where it listens. Terraform was probably killed: run it again.',
      { cause: error },
    );
  }
}
