import { createProviderServer } from '../framework/create-provider-server';
import type { Provider } from '../framework/provider';
import type { ProviderServer, TypeKind } from '../framework/provider-server';
import type { ObjectValue, Value } from '../framework/value';
import { type RecordingLogger, recordingLogger } from './recording-logger';
import { noSignal, wire } from './wire';

/** Options of `benchForProvider`. */
export interface ProviderBenchOptions {
  /** The configuration of the provider. Attributes that you omit are null. */
  readonly config?: Readonly<Record<string, Value>>;
  /** How long an aborted handler may take to end, in milliseconds; 10,000 by default. */
  readonly abortGraceMs?: number;
  /** The version of Terraform that `configure` gets; `1.11.4` by default. */
  readonly terraformVersion?: string;
}

/** A configured provider, which is called as Terraform calls it, but without Terraform. */
export interface ProviderBench {
  /** The provider as the protocol layer calls it. */
  readonly server: ProviderServer;
  /** What the framework and the handlers logged. */
  readonly logger: RecordingLogger;
  /** What `configure` reported. */
  readonly configured: Awaited<ReturnType<ProviderServer['configureProvider']>>;
  /** A complete configuration. Attributes that you omit are null. */
  config(kind: TypeKind, typeName: string, values: Readonly<Record<string, Value>>): ObjectValue;
  /** Reads a data source. */
  readDataSource(
    typeName: string,
    config?: Readonly<Record<string, Value>>,
  ): ReturnType<ProviderServer['readDataSource']>;
  /** Opens an ephemeral resource. */
  openEphemeralResource(
    typeName: string,
    config?: Readonly<Record<string, Value>>,
  ): ReturnType<ProviderServer['openEphemeralResource']>;
  /** Calls a function. */
  callFunction(name: string, ...args: readonly Value[]): ReturnType<ProviderServer['callFunction']>;
}

/**
 * Configures a provider for a test of its data sources, ephemeral resources and functions.
 *
 * @example
 * const bench = await benchForProvider(filesProvider, { config: { folder: '/tmp/files' } });
 * const { state } = await bench.readDataSource('files_file', { name: 'a.txt' });
 * expect(state).toMatchObject({ content: 'a' });
 */
export async function benchForProvider<Client>(
  provider: Provider<Client>,
  options: ProviderBenchOptions = {},
): Promise<ProviderBench> {
  const { config: given = {}, terraformVersion = '1.11.4', ...serverOptions } = options;
  const logger = recordingLogger();
  const server = createProviderServer(provider, { logger, ...serverOptions });
  const config: ProviderBench['config'] = (kind, typeName, values) => {
    const names = Object.keys(server.valueType(kind, typeName)?.attributes ?? {});
    return wire({ ...Object.fromEntries(names.map((name) => [name, null])), ...values });
  };
  return {
    server,
    logger,
    config,
    configured: await server.configureProvider({
      config: config('provider', '', given),
      terraformVersion,
      signal: noSignal,
    }),
    readDataSource: (typeName, values = {}) =>
      server.readDataSource({
        typeName,
        config: config('data-source', typeName, values),
        signal: noSignal,
      }),
    openEphemeralResource: (typeName, values = {}) =>
      server.openEphemeralResource({
        typeName,
        config: config('ephemeral-resource', typeName, values),
        signal: noSignal,
      }),
    callFunction: (name, ...args) => server.callFunction({ name, arguments: args }),
  };
}
