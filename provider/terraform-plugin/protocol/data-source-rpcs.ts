import { diagnosticsToWire } from './diagnostic-to-wire';
import { encodeDynamicValue } from './dynamic-value';
import type { RpcContext, RpcHandlers } from './rpc';
import { decodeConfig, defineRpc, requireType } from './rpc';
import * as wire from './tfplugin6-messages';

export function dataSourceRpcs(context: RpcContext): RpcHandlers {
  return {
    ...defineRpc(context, {
      name: 'ValidateDataResourceConfig',
      request: wire.validateConfigRequest,
      response: wire.diagnosticsResponse,
      async handle({ typeName, config }) {
        const server = context.providerServer();
        const type = requireType(server, 'data-source', typeName);
        const { diagnostics } = await server.validateDataResourceConfig({
          typeName,
          config: decodeConfig(config, type),
        });
        return { diagnostics: diagnosticsToWire(diagnostics) };
      },
      failed: (diagnostics) => ({ diagnostics }),
    }),
    ...defineRpc(context, {
      name: 'ReadDataSource',
      request: wire.readDataSourceRequest,
      response: wire.readDataSourceResponse,
      async handle({ typeName, config }, signal) {
        const server = context.providerServer();
        const type = requireType(server, 'data-source', typeName);
        const { state, diagnostics } = await server.readDataSource({
          typeName,
          config: decodeConfig(config, type),
          signal,
        });
        return {
          state: encodeDynamicValue(state, type),
          diagnostics: diagnosticsToWire(diagnostics),
        };
      },
      failed: (diagnostics) => ({ diagnostics }),
    }),
  };
}
