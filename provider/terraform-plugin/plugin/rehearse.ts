import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { createProviderServer } from '../framework/create-provider-server';
import type { Provider } from '../framework/provider';
import type { ProviderServer } from '../framework/provider-server';
import type { ObjectValue } from '../framework/value';
import { encodeDynamicValue } from '../protocol/dynamic-value';
import { encodeMessage } from '../protocol/message-codec';
import { providerServiceName } from '../protocol/provider-service';
import { requireType } from '../protocol/rpc';
import * as wire from '../protocol/tfplugin6-messages';
import { encodeFrame } from './grpc-frame';
import { cookie } from './handshake';
import { createHclogLogger } from './hclog-logger';

/** Options of `rehearse`. */
export interface RehearsalOptions<Client> {
  /** The arguments of `node`: the path of the built provider, after any options of Node. */
  readonly command: readonly string[];
  /** The environment of the process, without what Terraform adds. */
  readonly environment: NodeJS.ProcessEnv;
  /** The provider that was built. Its schemas say how values are encoded. */
  readonly provider: Provider<Client>;
  /** The resource whose creation is planned. Attributes that `config` omits are null. */
  readonly resource: {
    readonly name: string;
    /** Attributes that are not named are null. */
    readonly config: ObjectValue;
  };
}

/**
 * Starts a built provider as Terraform does, plans the creation of one resource, and stops the
 * provider. This proves that a bundle starts, and lets V8 compile what a start needs.
 *
 * @throws Error if the process ends with a code other than 0
 *
 * @example
 * await rehearse({
 *   command: ['dist/terraform-provider-files'],
 *   environment: {},
 *   provider: filesProvider,
 *   resource: { name: 'files_file', config: { name: 'a.txt', content: 'a' } },
 * });
 */
export async function rehearse<Client>(options: RehearsalOptions<Client>): Promise<void> {
  const child = spawn(process.execPath, options.command, {
    env: { ...options.environment, ...cookie },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const exited = once(child, 'exit');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const socketPath = line.split('|')[3] ?? '';
    const session = connectHttp2('http://localhost', {
      createConnection: () => connect(socketPath),
    });
    for (const [path, message] of messages(options)) await call(session, path, message);
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`The built provider ended with ${code}.`);
  } finally {
    child.kill('SIGKILL');
  }
}

function messages<Client>({
  provider,
  resource,
}: RehearsalOptions<Client>): readonly (readonly [path: string, message: Uint8Array])[] {
  const server = createProviderServer(provider, { logger: silentLogger() });
  const { name: typeName } = resource;
  const config = encode(server, 'resource', typeName, resource.config);
  const providerConfig = encode(server, 'provider', '', {});
  const nothing = new Uint8Array();
  return [
    [rpc('GetProviderSchema'), nothing],
    [
      rpc('ValidateProviderConfig'),
      encodeMessage(wire.validateProviderConfigRequest, { config: providerConfig }),
    ],
    [
      rpc('ConfigureProvider'),
      encodeMessage(wire.configureProviderRequest, {
        config: providerConfig,
        terraformVersion: '1.0.0',
      }),
    ],
    [
      rpc('ValidateResourceConfig'),
      encodeMessage(wire.validateConfigRequest, { typeName, config }),
    ],
    [
      rpc('PlanResourceChange'),
      encodeMessage(wire.planResourceChangeRequest, {
        typeName,
        config,
        proposedNewState: config,
        priorState: encode(server, 'resource', typeName, null),
      }),
    ],
    ['/plugin.GRPCController/Shutdown', nothing],
  ];
}

function encode(
  server: ProviderServer,
  kind: 'provider' | 'resource',
  name: string,
  attributes: ObjectValue | null,
) {
  const type = requireType(server, kind, name);
  const nulls = Object.fromEntries(Object.keys(type.attributes).map((key) => [key, null]));
  return encodeDynamicValue(attributes && { ...nulls, ...attributes }, type);
}

const silentLogger = () => createHclogLogger({ level: 'off', module: 'provider', write: () => {} });

const rpc = (name: string) => `/${providerServiceName}/${name}`;

async function call(session: ClientHttp2Session, path: string, message: Uint8Array): Promise<void> {
  const stream = session.request({
    ':method': 'POST',
    ':path': path,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.end(encodeFrame(message));
  await buffer(stream);
}
