import type { RpcHandlers } from '../protocol/rpc';
import { providerServiceName } from '../protocol/provider-service';
import { goPluginMethods, type Shutdown } from './go-plugin-methods';
import type { GrpcMethod, GrpcMethods } from './grpc-server';

/** Terraform sends a whole state in one message; Go's plugins allow 256 MB. */
export const maxMessageBytes = 256 * 2 ** 20;

export function pluginMethods(provider: RpcHandlers, shutdown: Shutdown): GrpcMethods {
  const providerMethods = Object.entries(provider).map(([name, handle]): [string, GrpcMethod] => [
    `/${providerServiceName}/${name}`,
    { kind: 'unary', handle },
  ]);
  return new Map([...goPluginMethods(shutdown), ...providerMethods]);
}
