import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import type { ProviderServer } from '../terraform-plugin/framework/provider-server';
import type { ObjectValue } from '../terraform-plugin/framework/value';
import { encodeFrame } from '../terraform-plugin/plugin/grpc-frame';
import { cookie } from '../terraform-plugin/plugin/handshake';
import { encodeDynamicValue } from '../terraform-plugin/protocol/dynamic-value';
import { encodeMessage } from '../terraform-plugin/protocol/message-codec';
import { providerServiceName } from '../terraform-plugin/protocol/provider-service';
import { requireType } from '../terraform-plugin/protocol/rpc';
import * as wire from '../terraform-plugin/protocol/tfplugin6-messages';

const RESOURCE = 'keyplane_service_account_key';

/** Starts a built provider as Terraform does, plans one key with it, and ends it. */
export async function rehearse(
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
  provider: ProviderServer,
): Promise<void> {
  const child = spawn(process.execPath, command, {
    env: { ...environment, ...cookie, ...CREDENTIALS },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const exited = once(child, 'exit');
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const socketPath = line.split('|')[3] ?? '';
    const session = connectHttp2('http://localhost', {
      createConnection: () => connect(socketPath),
    });
    for (const [path, message] of messages(provider)) await call(session, path, message);
    const [code] = (await exited) as [number | null];
    if (code !== 0) throw new Error(`The built provider ended with ${code}.`);
  } finally {
    child.kill('SIGKILL');
  }
}

/** Nobody is asked: a plan that creates has nothing to read. */
const CREDENTIALS = {
  KEYPLANE_ENDPOINT: 'http://127.0.0.1:9',
  KEYPLANE_CLIENT_ID: 'rehearsal',
  KEYPLANE_CLIENT_SECRET: 'rehearsal',
};

function messages(
  server: ProviderServer,
): readonly (readonly [path: string, message: Uint8Array])[] {
  const value = (kind: 'provider' | 'resource', name: string, attributes: ObjectValue | null) => {
    const type = requireType(server, kind, name);
    const nulls = Object.fromEntries(Object.keys(type.attributes).map((key) => [key, null]));
    return encodeDynamicValue(attributes && { ...nulls, ...attributes }, type);
  };
  const config = value('resource', RESOURCE, { name: 'key', service_account_id: 'account' });
  const provider = value('provider', '', {});
  const nothing = new Uint8Array();
  return [
    [rpc('GetProviderSchema'), nothing],
    [
      rpc('ValidateProviderConfig'),
      encodeMessage(wire.validateProviderConfigRequest, { config: provider }),
    ],
    [
      rpc('ConfigureProvider'),
      encodeMessage(wire.configureProviderRequest, { config: provider, terraformVersion: '1.0.0' }),
    ],
    [
      rpc('ValidateResourceConfig'),
      encodeMessage(wire.validateConfigRequest, { typeName: RESOURCE, config }),
    ],
    [
      rpc('PlanResourceChange'),
      encodeMessage(wire.planResourceChangeRequest, {
        typeName: RESOURCE,
        ...{ config, proposedNewState: config, priorState: value('resource', RESOURCE, null) },
      }),
    ],
    ['/plugin.GRPCController/Shutdown', nothing],
  ];
}

const rpc = (name: string) => `/${providerServiceName}/${name}`;

async function call(session: ClientHttp2Session, path: string, message: Uint8Array): Promise<void> {
  const stream = session.request({
    ...{ ':method': 'POST', ':path': path },
    ...{ 'content-type': 'application/grpc', te: 'trailers' },
  });
  stream.end(encodeFrame(message));
  await buffer(stream);
}
