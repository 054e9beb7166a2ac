import type { Logger } from '../framework/logger';
import type { SessionEnding } from '../framework/session-ending';
import type { ProviderServer } from '../framework/provider-server';
import { dataSourceRpcs } from './data-source-rpcs';
import { ephemeralResourceRpcs } from './ephemeral-resource-rpcs';
import { functionRpcs } from './function-rpcs';
import { encodeMessage } from './message-codec';
import { providerRpcs } from './provider-rpcs';
import { resourceRpcs } from './resource-rpcs';
import type { RpcHandler, RpcHandlers } from './rpc';
import { stopProviderResponse } from './tfplugin6-messages';

export const providerServiceName = 'tfplugin6.Provider';

export interface ProviderServiceOptions {
  readonly createProviderServer: () => ProviderServer;
  readonly logger: Logger;
}

export interface ProviderService {
  readonly rpcs: RpcHandlers;
  /** Ends what the provider still has in progress. */
  close(ending: SessionEnding): Promise<void>;
  /** Called when Terraform is no longer connected, and when it is connected again. */
  connectionChanged(isConnected: boolean): void;
  /** How a session ended without a notice: `lost` if a call was not answered. */
  unannouncedEnding(): SessionEnding;
}

const UNSTOPPABLE: ReadonlySet<string> = new Set(['CloseEphemeralResource']);

/**
 * The RPCs of `tfplugin6.Provider`, by name. StopProvider aborts the signal of every call in
 * progress, and of every later call until the next ConfigureProvider, because Terraform may already
 * have decided on an apply when it asks the provider to stop. Closing an ephemeral resource is
 * exempt, since Terraform does that after a stop as well. A second ConfigureProvider happens only
 * in a process that outlives one run of Terraform. It closes the `ProviderServer` and starts with a
 * new one.
 */
export function createProviderService(options: ProviderServiceOptions): ProviderService {
  let server = options.createProviderServer();
  let isConfigured = false;
  let stopped: Error | undefined;
  const underWay = new Set<AbortController>();
  /** Whether Terraform disconnected without waiting for an answer. */
  let wasGivenUp = false;

  function unannouncedEnding(): SessionEnding {
    return wasGivenUp || underWay.size > 0 ? 'lost' : 'shutdown';
  }

  async function beforeConfigure(): Promise<void> {
    if (isConfigured) {
      // The ConfigureProvider call itself is in progress.
      await server.close(wasGivenUp ? 'lost' : 'shutdown');
      wasGivenUp = false;
      server = options.createProviderServer();
    }
    isConfigured = true;
  }

  function stoppable(name: string, handler: RpcHandler): RpcHandler {
    return async (request, signal) => {
      if (name === 'ConfigureProvider') stopped = undefined;
      const controller = new AbortController();
      const abort = (): void => {
        wasGivenUp = true;
        controller.abort(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      if (signal.aborted) abort();
      if (stopped !== undefined) controller.abort(stopped);
      underWay.add(controller);
      try {
        return await handler(request, controller.signal);
      } finally {
        underWay.delete(controller);
        signal.removeEventListener('abort', abort);
      }
    };
  }

  const context = { providerServer: () => server, logger: options.logger };
  const handlers: RpcHandlers = {
    ...providerRpcs(context, beforeConfigure),
    ...resourceRpcs(context),
    ...dataSourceRpcs(context),
    ...ephemeralResourceRpcs(context),
    ...functionRpcs(context),
  };
  return {
    rpcs: {
      ...Object.fromEntries(
        Object.entries(handlers).map(([name, handler]) => [
          name,
          UNSTOPPABLE.has(name) ? handler : stoppable(name, handler),
        ]),
      ),
      async StopProvider() {
        stopped = new Error('Terraform asked to stop');
        for (const controller of underWay) controller.abort(stopped);
        return encodeMessage(stopProviderResponse, {});
      },
    },
    async close(ending) {
      if (isConfigured) await server.close(ending);
    },
    connectionChanged: (isConnected) => server.connectionChanged(isConnected),
    unannouncedEnding,
  };
}
