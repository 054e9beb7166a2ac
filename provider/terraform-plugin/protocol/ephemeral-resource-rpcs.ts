import { diagnosticsToWire } from './diagnostic-to-wire';
import { encodeDynamicValue } from './dynamic-value';
import type { WriteMessage } from './message-descriptor';
import type { RpcContext, RpcHandlers } from './rpc';
import { decodeConfig, defineRpc, requireType } from './rpc';
import * as wire from './tfplugin6-messages';

export function ephemeralResourceRpcs(context: RpcContext): RpcHandlers {
  return {
    ...defineRpc(context, {
      name: 'ValidateEphemeralResourceConfig',
      request: wire.validateConfigRequest,
      response: wire.diagnosticsResponse,
      async handle({ typeName, config }) {
        const server = context.providerServer();
        const type = requireType(server, 'ephemeral-resource', typeName);
        const { diagnostics } = await server.validateEphemeralResourceConfig({
          typeName,
          config: decodeConfig(config, type),
        });
        return { diagnostics: diagnosticsToWire(diagnostics) };
      },
      failed: (diagnostics) => ({ diagnostics }),
    }),
    ...defineRpc(context, {
      name: 'OpenEphemeralResource',
      request: wire.openEphemeralResourceRequest,
      response: wire.openEphemeralResourceResponse,
      async handle({ typeName, config }, signal) {
        const server = context.providerServer();
        const type = requireType(server, 'ephemeral-resource', typeName);
        const opened = await server.openEphemeralResource({
          typeName,
          config: decodeConfig(config, type),
          signal,
        });
        return {
          result: encodeDynamicValue(opened.result, type),
          renewAt: opened.renewAt && timestampToWire(opened.renewAt),
          private: opened.privateState,
          diagnostics: diagnosticsToWire(opened.diagnostics),
        };
      },
      failed: (diagnostics) => ({ diagnostics }),
    }),
    ...defineRpc(context, {
      name: 'RenewEphemeralResource',
      request: wire.openedEphemeralResourceRequest,
      response: wire.renewEphemeralResourceResponse,
      async handle({ typeName, private: privateState = new Uint8Array() }, signal) {
        const server = context.providerServer();
        const renewed = await server.renewEphemeralResource({ typeName, privateState, signal });
        return {
          renewAt: renewed.renewAt && timestampToWire(renewed.renewAt),
          private: renewed.privateState,
          diagnostics: diagnosticsToWire(renewed.diagnostics),
        };
      },
      failed: (diagnostics, { private: privateState }) => ({ private: privateState, diagnostics }),
    }),
    ...defineRpc(context, {
      name: 'CloseEphemeralResource',
      request: wire.openedEphemeralResourceRequest,
      response: wire.diagnosticsResponse,
      async handle({ typeName, private: privateState = new Uint8Array() }, signal) {
        const server = context.providerServer();
        const closed = await server.closeEphemeralResource({ typeName, privateState, signal });
        return { diagnostics: diagnosticsToWire(closed.diagnostics) };
      },
      failed: (diagnostics) => ({ diagnostics }),
    }),
  };
}

function timestampToWire(time: Date): WriteMessage<typeof wire.timestamp> {
  const milliseconds = time.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds, nanos: (milliseconds - seconds * 1000) * 1_000_000 };
}
