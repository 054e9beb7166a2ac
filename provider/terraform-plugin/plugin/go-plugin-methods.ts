import { encodeMessage } from '../protocol/message-codec';
import { field, message } from '../protocol/message-descriptor';
import type { GrpcMethod } from './grpc-server';

const healthCheckResponse = message('HealthCheckResponse', { status: field(1, 'int32') });
const serving = 1;

export interface Shutdown {
  handle(): Promise<void>;
  answered?(): void;
}

/**
 * The methods that go-plugin requires of every plugin besides its own service. Nothing is written
 * to the standard output and no second connection is brokered, so those streams only have to stay
 * open.
 */
export function goPluginMethods(shutdown: Shutdown): [path: string, method: GrpcMethod][] {
  return [
    [
      '/grpc.health.v1.Health/Check',
      {
        kind: 'unary',
        handle: async () => encodeMessage(healthCheckResponse, { status: serving }),
      },
    ],
    ['/plugin.GRPCStdio/StreamStdio', { kind: 'open-stream' }],
    ['/plugin.GRPCBroker/StartStream', { kind: 'open-stream' }],
    [
      '/plugin.GRPCController/Shutdown',
      {
        kind: 'unary',
        async handle() {
          await shutdown.handle();
          return new Uint8Array();
        },
        answered: () => shutdown.answered?.(),
      },
    ],
  ];
}
