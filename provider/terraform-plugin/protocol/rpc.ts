import type { Diagnostic } from '../framework/diagnostic';
import type { Logger } from '../framework/logger';
import type { ObjectType, ProviderServer, TypeKind } from '../framework/provider-server';
import type { ObjectValue } from '../framework/value';
import { isUnknown } from '../framework/value';
import { diagnosticsToWire } from './diagnostic-to-wire';
import { decodeDynamicValue } from './dynamic-value';
import { decodeMessage, encodeMessage } from './message-codec';
import type { MessageDescriptor, ReadMessage, WriteMessage } from './message-descriptor';
import type { diagnostic, dynamicValue } from './tfplugin6-messages';

/** One unary RPC: protobuf bytes in, protobuf bytes out. It rejects only for malformed bytes. */
export type RpcHandler = (request: Uint8Array, signal: AbortSignal) => Promise<Uint8Array>;

export type RpcHandlers = Readonly<Record<string, RpcHandler>>;

export interface RpcContext {
  /** It is read at each call, because ConfigureProvider may replace it. */
  readonly providerServer: () => ProviderServer;
  readonly logger: Logger;
}

export type WireDiagnostics = readonly WriteMessage<typeof diagnostic>[];
export type WireValue = ReadMessage<typeof dynamicValue> | undefined;

interface Rpc<Request extends MessageDescriptor, Response extends MessageDescriptor> {
  readonly name: string;
  readonly request: Request;
  readonly response: Response;
  handle(
    request: ReadMessage<Request>,
    signal: AbortSignal,
  ): WriteMessage<Response> | Promise<WriteMessage<Response>>;
  /** The answer when `handle` throws, which Terraform shows as an error. */
  failed(diagnostics: WireDiagnostics, request: ReadMessage<Request>): WriteMessage<Response>;
}

export function defineRpc<Request extends MessageDescriptor, Response extends MessageDescriptor>(
  { logger }: Pick<RpcContext, 'logger'>,
  rpc: Rpc<Request, Response>,
): RpcHandlers {
  return {
    [rpc.name]: async (bytes, signal) => {
      const request = decodeMessage(rpc.request, bytes);
      try {
        return encodeMessage(rpc.response, await rpc.handle(request, signal));
      } catch (error) {
        logger.error(`${rpc.name} failed`, { error });
        const diagnostics = diagnosticsToWire([failureDiagnostic(rpc.name, error)]);
        return encodeMessage(rpc.response, rpc.failed(diagnostics, request));
      }
    },
  };
}

function failureDiagnostic(rpcName: string, error: unknown): Diagnostic {
  const message = error instanceof Error ? error.message : String(error);
  return {
    severity: 'error',
    summary: `The provider failed in ${rpcName}`,
    detail:
      `${message}\n\nThis is a fault of the provider, not of your configuration. ` +
      'Run again with TF_LOG_PROVIDER=error to see its cause, and report it.',
  };
}

export function requireType(server: ProviderServer, kind: TypeKind, typeName: string): ObjectType {
  const type = server.valueType(kind, typeName);
  if (type === undefined) throw new Error(`The provider has no ${kind} called "${typeName}".`);
  return type;
}

export function decodeObject(wire: WireValue, type: ObjectType): ObjectValue | null {
  const value = decodeDynamicValue(wire, type);
  if (isUnknown(value)) throw new Error('Terraform sent an object that is unknown as a whole.');
  return value as ObjectValue | null;
}

export function decodeConfig(wire: WireValue, type: ObjectType): ObjectValue {
  const config = decodeObject(wire, type);
  if (config === null) throw new Error('Terraform sent a configuration that is null.');
  return config;
}
