import { diagnosticsToWire } from './diagnostic-to-wire';
import type { RpcContext, RpcHandlers } from './rpc';
import { decodeConfig, defineRpc, requireType } from './rpc';
import { metadataToWire, providerSchemaToWire } from './schema-to-wire';
import * as wire from './tfplugin6-messages';

/** The RPCs about the provider itself. `beforeConfigure` runs first at every ConfigureProvider. */
export function providerRpcs(
  context: RpcContext,
  beforeConfigure: () => Promise<void>,
): RpcHandlers {
  const { providerServer } = context;
  return {
    ...defineRpc(context, {
      name: 'GetMetadata',
      request: wire.empty,
      response: wire.getMetadataResponse,
      handle: () => metadataToWire(providerServer().getProviderSchema()),
      failed: (diagnostics) => ({ diagnostics }),
    }),
    ...defineRpc(context, {
      name: 'GetProviderSchema',
      request: wire.empty,
      response: wire.getProviderSchemaResponse,
      handle: () => providerSchemaToWire(providerServer().getProviderSchema()),
      failed: (diagnostics) => ({ diagnostics }),
    }),
    ...defineRpc(context, {
      name: 'ValidateProviderConfig',
      request: wire.validateProviderConfigRequest,
      response: wire.validateProviderConfigResponse,
      async handle(request) {
        const server = providerServer();
        const config = decodeConfig(request.config, requireType(server, 'provider', ''));
        const { diagnostics } = await server.validateProviderConfig({ config });
        return { diagnostics: diagnosticsToWire(diagnostics) };
      },
      failed: (diagnostics) => ({ diagnostics }),
    }),
    ...defineRpc(context, {
      name: 'ConfigureProvider',
      request: wire.configureProviderRequest,
      response: wire.diagnosticsResponse,
      async handle({ terraformVersion, config }, signal) {
        await beforeConfigure();
        const server = providerServer();
        const { diagnostics } = await server.configureProvider({
          config: decodeConfig(config, requireType(server, 'provider', '')),
          terraformVersion,
          signal,
        });
        return { diagnostics: diagnosticsToWire(diagnostics) };
      },
      failed: (diagnostics) => ({ diagnostics }),
    }),
  };
}
