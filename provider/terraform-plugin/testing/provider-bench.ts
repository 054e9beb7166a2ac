import { createProviderServer } from '../framework/create-provider-server';
import type { Provider } from '../framework/provider';
import type { ProviderServer, TypeKind } from '../framework/provider-server';
import type { ObjectValue, Value } from '../framework/value';
import { type RecordingLogger, recordingLogger } from './recording-logger';
import { noSignal, wire } from './wire';

export interface ProviderBenchOptions {
  /** The provider's own configuration; attributes that are not named are null. */
  readonly config?: Readonly<Record<string, Value>>;
  /** How long an aborted handler may take to end; 10 s by default. */
  readonly abortGraceMs?: number;
  /** What `configure` sees as Terraform's version. */
  readonly terraformVersion?: string;
}

/** A configured provider that is asked as Terraform would ask it, without Terraform. */
export interface ProviderBench {
  readonly server: ProviderServer;
  readonly logger: RecordingLogger;
  /** What `configure` reported. */
  readonly configured: Awaited<ReturnType<ProviderServer['configureProvider']>>;
  /** A whole configuration: attributes that are not named are null. */
  config(kind: TypeKind, typeName: string, values: Readonly<Record<string, Value>>): ObjectValue;
  readDataSource(
    typeName: string,
    config?: Readonly<Record<string, Value>>,
  ): ReturnType<ProviderServer['readDataSource']>;
  openEphemeralResource(
    typeName: string,
    config?: Readonly<Record<string, Value>>,
  ): ReturnType<ProviderServer['openEphemeralResource']>;
  callFunction(name: string, ...args: readonly Value[]): ReturnType<ProviderServer['callFunction']>;
}

/**
 * Configures a provider for a test of its data sources, ephemeral resources and functions.
 *
 * @example
 * const bench = await benchForProvider(filesProvider, { config: { folder } });
 * const { state } = await bench.readDataSource('files_file', { path: 'a.txt' });
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
