import { configureProvider } from './configure-provider';
import { readDataSource } from './data-source-server';
import { createDiagnosticList, DiagnosticError } from './diagnostics';
import {
  closeEphemeralResource,
  openEphemeralResource,
  renewEphemeralResource,
} from './ephemeral-resource-server';
import { callFunction, describeFunction } from './function-server';
import type { Logger } from './logger';
import { explain, unexpectedError } from './operation';
import type { Provider } from './provider';
import { describeProvider } from './provider-description';
import type { Configuration, ProviderRuntime } from './provider-runtime';
import type { ObjectType, ProviderServer, WithDiagnostics } from './provider-server';
import { applyResource } from './resource-apply';
import { resourceEntry } from './resource-entry';
import { importResource } from './resource-import';
import { planResource } from './resource-plan';
import { readResource } from './resource-read';
import { createResourceRunner } from './resource-runner';
import { moveResource, upgradeResource } from './resource-upgrade';
import type { Schema } from './attribute';
import { objectTypeOf } from './schema';
import { validateConfig } from './validate-config';
import type { ObjectValue } from './value';

/** Options of `createProviderServer`. */
export interface ProviderServerOptions {
  /** Where the framework and the handlers log. */
  readonly logger: Logger;
  /**
   * How long an aborted handler may take to end, in milliseconds, before the answer no longer waits
   * for it; 10,000 by default.
   */
  readonly abortGraceMs?: number;
}

/**
 * The provider as the protocol layer calls it. Its methods never throw: what goes wrong is a
 * diagnostic.
 *
 * @example
 * const server = createProviderServer(filesProvider, { logger });
 * const { diagnostics } = await server.validateProviderConfig({ config });
 */
export function createProviderServer<Client>(
  provider: Provider<Client>,
  { logger, abortGraceMs = 10_000 }: ProviderServerOptions,
): ProviderServer {
  let configuration: Configuration<Client> = { status: 'unconfigured' };
  const runtime: ProviderRuntime<Client> = {
    logger,
    abortGraceMs,
    configuration: () => configuration,
  };
  const resources = new Map(
    provider.resources.map((resource) => {
      const entry = resourceEntry(resource);
      return [resource.name, { entry, runner: createResourceRunner(entry, runtime) }] as const;
    }),
  );
  const dataSources = byName(provider.dataSources);
  const ephemeralResources = byName(provider.ephemeralResources);
  const functions = byName(provider.functions);

  const { guarded, find } = createGuard(provider, logger);
  const resource = (name: string) => find(resources, 'resource', name);
  const dataSource = (name: string) => find(dataSources, 'data source', name);
  const ephemeral = (name: string) => find(ephemeralResources, 'ephemeral resource', name);

  function present(state: ObjectValue | null): void {
    if (state === null || configuration.status !== 'configured') return;
    provider.handlers.presented?.(configuration.client, state);
  }

  function deliver(state: ObjectValue | null, prior: ObjectValue | null): void {
    if (state === null || configuration.status !== 'configured') return;
    provider.handlers.delivered?.(configuration.client, state, prior);
  }

  return {
    valueType: (kind, typeName) => {
      switch (kind) {
        case 'provider':
          return objectTypeOf(provider.schema);
        case 'resource':
          return resources.get(typeName)?.entry.wireType;
        case 'data-source':
          return typeOf(dataSources.get(typeName));
        case 'ephemeral-resource':
          return typeOf(ephemeralResources.get(typeName));
      }
    },
    functionSignature: (name) => {
      const found = functions.get(name);
      return found === undefined ? undefined : describeFunction(found);
    },
    getProviderSchema: () => describeProvider(provider),

    validateProviderConfig: ({ config }) =>
      guarded('validating the configuration', {}, () => validateConfig(provider, config)),
    configureProvider: (request) => {
      configuration = { status: 'unconfigured' };
      return guarded('configuring', {}, async () => {
        const configured = await configureProvider(provider, runtime, request);
        configuration = configured.configuration;
        return { diagnostics: configured.diagnostics };
      });
    },
    async close(ending) {
      if (configuration.status !== 'configured') return;
      try {
        await provider.handlers.close?.(configuration.client, ending);
      } catch (error) {
        logger.error('Unexpected error closing', { error: explain(error) });
      }
    },
    connectionChanged(isConnected) {
      if (configuration.status !== 'configured') return;
      provider.handlers.connectionChanged?.(configuration.client, isConnected);
    },

    validateResourceConfig: ({ typeName, config }) =>
      guarded(`validating ${typeName}`, {}, () => {
        const { entry } = resource(typeName);
        return validateConfig({ ...entry.resource, schema: entry.wireSchema }, config);
      }),
    upgradeResourceState: (request) =>
      guarded(`upgrading ${request.typeName}`, { upgradedState: null }, () =>
        upgradeResource(resource(request.typeName).entry, request),
      ),
    readResource: (request) =>
      guarded(
        `reading ${request.typeName}`,
        { newState: request.currentState, privateState: request.privateState },
        () => {
          const { entry, runner } = resource(request.typeName);
          present(request.currentState);
          return readResource(entry, runner, request);
        },
      ),
    planResourceChange: (request) =>
      guarded(
        `planning ${request.typeName}`,
        {
          plannedState: request.proposedNewState,
          requiresReplace: [],
          plannedPrivate: request.priorPrivate,
        },
        () => {
          const { entry, runner } = resource(request.typeName);
          present(request.priorState);
          return planResource(entry, runner, request);
        },
      ),
    applyResourceChange: (request) =>
      guarded(
        `applying ${request.typeName}`,
        { newState: request.priorState, privateState: request.plannedPrivate },
        async () => {
          const { entry, runner } = resource(request.typeName);
          const applied = await applyResource(entry, runner, request);
          deliver(applied.newState, request.priorState);
          return applied;
        },
      ),
    importResourceState: (request) =>
      guarded(`importing ${request.typeName}`, { imported: [] }, () => {
        const { entry, runner } = resource(request.typeName);
        return importResource(entry, runner, request);
      }),
    moveResourceState: (request) =>
      guarded(
        `moving ${request.sourceTypeName}`,
        { targetState: null, targetPrivate: new Uint8Array() },
        () => moveResource(resource(request.targetTypeName).entry, request),
      ),

    validateDataResourceConfig: ({ typeName, config }) =>
      guarded(`validating ${typeName}`, {}, () => validateConfig(dataSource(typeName), config)),
    readDataSource: (request) =>
      guarded(`reading ${request.typeName}`, { state: null }, () =>
        readDataSource(dataSource(request.typeName), runtime, request),
      ),

    validateEphemeralResourceConfig: ({ typeName, config }) =>
      guarded(`validating ${typeName}`, {}, () => validateConfig(ephemeral(typeName), config)),
    openEphemeralResource: (request) =>
      guarded(`opening ${request.typeName}`, { result: null, privateState: new Uint8Array() }, () =>
        openEphemeralResource(ephemeral(request.typeName), runtime, request),
      ),
    renewEphemeralResource: (request) =>
      guarded(`renewing ${request.typeName}`, { privateState: request.privateState }, () =>
        renewEphemeralResource(ephemeral(request.typeName), runtime, request),
      ),
    closeEphemeralResource: (request) =>
      guarded(`closing ${request.typeName}`, {}, () =>
        closeEphemeralResource(ephemeral(request.typeName), runtime, request),
      ),

    callFunction: async ({ name, arguments: args }) => {
      const found = functions.get(name);
      return found === undefined
        ? { error: { text: `The provider ${provider.name} has no function ${name}.` } }
        : callFunction(found, args, logger);
    },
  };
}

function createGuard<Client>(provider: Provider<Client>, logger: Logger) {
  return {
    /** `fallback` is the rest of the answer if `run` throws. */
    async guarded<R extends WithDiagnostics>(
      doing: string,
      fallback: Omit<R, 'diagnostics'>,
      run: () => R | Promise<R>,
    ): Promise<R | (Omit<R, 'diagnostics'> & WithDiagnostics)> {
      try {
        return await run();
      } catch (error) {
        const diagnostics = createDiagnosticList();
        if (error instanceof DiagnosticError) {
          diagnostics.error(error.text);
        } else {
          logger.error(`Unexpected error ${doing}`, { error: explain(error) });
          diagnostics.error(unexpectedError(doing));
        }
        return { ...fallback, diagnostics: diagnostics.all };
      }
    },
    find<T>(items: ReadonlyMap<string, T>, what: string, name: string): T {
      const found = items.get(name);
      if (found !== undefined) return found;
      throw new DiagnosticError({
        summary: `Unknown ${what} ${name}`,
        detail: `The provider ${provider.name} ${provider.version} has no ${what} of this name.`,
      });
    },
  };
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

function typeOf(item: { readonly schema: Schema } | undefined): ObjectType | undefined {
  return item === undefined ? undefined : objectTypeOf(item.schema);
}
