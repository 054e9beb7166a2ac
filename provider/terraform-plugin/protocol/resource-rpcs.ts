import { attributePathToWire, diagnosticsToWire } from './diagnostic-to-wire';
import { encodeDynamicValue } from './dynamic-value';
import type { ReadMessage } from './message-descriptor';
import type { RpcContext, RpcHandlers } from './rpc';
import { decodeConfig, decodeObject, defineRpc, requireType } from './rpc';
import * as wire from './tfplugin6-messages';

export function resourceRpcs(context: RpcContext): RpcHandlers {
  return {
    ...validateResourceConfig(context),
    ...upgradeResourceState(context),
    ...readResource(context),
    ...planResourceChange(context),
    ...applyResourceChange(context),
    ...importResourceState(context),
    ...moveResourceState(context),
  };
}

function validateResourceConfig(context: RpcContext): RpcHandlers {
  return defineRpc(context, {
    name: 'ValidateResourceConfig',
    request: wire.validateConfigRequest,
    response: wire.diagnosticsResponse,
    async handle({ typeName, config }) {
      const server = context.providerServer();
      const type = requireType(server, 'resource', typeName);
      const { diagnostics } = await server.validateResourceConfig({
        typeName,
        config: decodeConfig(config, type),
      });
      return { diagnostics: diagnosticsToWire(diagnostics) };
    },
    failed: (diagnostics) => ({ diagnostics }),
  });
}

function upgradeResourceState(context: RpcContext): RpcHandlers {
  return defineRpc(context, {
    name: 'UpgradeResourceState',
    request: wire.upgradeResourceStateRequest,
    response: wire.upgradeResourceStateResponse,
    async handle({ typeName, version, rawState }) {
      const server = context.providerServer();
      const type = requireType(server, 'resource', typeName);
      const { upgradedState, diagnostics } = await server.upgradeResourceState({
        typeName,
        version,
        rawStateJson: stateJson(rawState),
      });
      return {
        upgradedState: encodeDynamicValue(upgradedState, type),
        diagnostics: diagnosticsToWire(diagnostics),
      };
    },
    failed: (diagnostics) => ({ diagnostics }),
  });
}

function readResource(context: RpcContext): RpcHandlers {
  return defineRpc(context, {
    name: 'ReadResource',
    request: wire.readResourceRequest,
    response: wire.readResourceResponse,
    async handle({ typeName, currentState, private: privateState }, signal) {
      const server = context.providerServer();
      const type = requireType(server, 'resource', typeName);
      const read = await server.readResource({
        typeName,
        currentState: decodeObject(currentState, type),
        privateState,
        signal,
      });
      return {
        newState: encodeDynamicValue(read.newState, type),
        private: read.privateState,
        diagnostics: diagnosticsToWire(read.diagnostics),
      };
    },
    failed: (diagnostics, { currentState, private: privateState }) => ({
      newState: currentState,
      private: privateState,
      diagnostics,
    }),
  });
}

function planResourceChange(context: RpcContext): RpcHandlers {
  return defineRpc(context, {
    name: 'PlanResourceChange',
    request: wire.planResourceChangeRequest,
    response: wire.planResourceChangeResponse,
    async handle({ typeName, priorState, proposedNewState, config, priorPrivate }, signal) {
      const server = context.providerServer();
      const type = requireType(server, 'resource', typeName);
      const plan = await server.planResourceChange({
        typeName,
        priorState: decodeObject(priorState, type),
        proposedNewState: decodeObject(proposedNewState, type),
        config: decodeObject(config, type),
        priorPrivate,
        signal,
      });
      return {
        plannedState: encodeDynamicValue(plan.plannedState, type),
        requiresReplace: plan.requiresReplace.map(attributePathToWire),
        plannedPrivate: plan.plannedPrivate,
        diagnostics: diagnosticsToWire(plan.diagnostics),
      };
    },
    failed: (diagnostics, { priorState, priorPrivate }) => ({
      plannedState: priorState,
      plannedPrivate: priorPrivate,
      diagnostics,
    }),
  });
}

function applyResourceChange(context: RpcContext): RpcHandlers {
  return defineRpc(context, {
    name: 'ApplyResourceChange',
    request: wire.applyResourceChangeRequest,
    response: wire.applyResourceChangeResponse,
    async handle({ typeName, priorState, plannedState, config, plannedPrivate }, signal) {
      const server = context.providerServer();
      const type = requireType(server, 'resource', typeName);
      const applied = await server.applyResourceChange({
        typeName,
        priorState: decodeObject(priorState, type),
        plannedState: decodeObject(plannedState, type),
        config: decodeObject(config, type),
        plannedPrivate,
        signal,
      });
      return {
        newState: encodeDynamicValue(applied.newState, type),
        private: applied.privateState,
        diagnostics: diagnosticsToWire(applied.diagnostics),
      };
    },
    failed: (diagnostics, { priorState, plannedPrivate }) => ({
      newState: priorState,
      private: plannedPrivate,
      diagnostics,
    }),
  });
}

function importResourceState(context: RpcContext): RpcHandlers {
  return defineRpc(context, {
    name: 'ImportResourceState',
    request: wire.importResourceStateRequest,
    response: wire.importResourceStateResponse,
    async handle({ typeName, id }, signal) {
      const server = context.providerServer();
      const { imported, diagnostics } = await server.importResourceState({ typeName, id, signal });
      return {
        importedResources: imported.map((resource) => ({
          typeName: resource.typeName,
          state: encodeDynamicValue(
            resource.state,
            requireType(server, 'resource', resource.typeName),
          ),
          private: resource.privateState,
        })),
        diagnostics: diagnosticsToWire(diagnostics),
      };
    },
    failed: (diagnostics) => ({ diagnostics }),
  });
}

function moveResourceState(context: RpcContext): RpcHandlers {
  return defineRpc(context, {
    name: 'MoveResourceState',
    request: wire.moveResourceStateRequest,
    response: wire.moveResourceStateResponse,
    async handle(request) {
      const server = context.providerServer();
      const { targetTypeName } = request;
      const type = requireType(server, 'resource', targetTypeName);
      const moved = await server.moveResourceState({
        sourceProviderAddress: request.sourceProviderAddress,
        sourceTypeName: request.sourceTypeName,
        sourceSchemaVersion: request.sourceSchemaVersion,
        sourceStateJson: stateJson(request.sourceState),
        targetTypeName,
      });
      return {
        targetState: encodeDynamicValue(moved.targetState, type),
        targetPrivate: moved.targetPrivate,
        diagnostics: diagnosticsToWire(moved.diagnostics),
      };
    },
    failed: (diagnostics) => ({ diagnostics }),
  });
}

function stateJson(state: ReadMessage<typeof wire.rawState> | undefined): string {
  if (state === undefined || state.json.length === 0) {
    throw new Error(
      'The state has no JSON: it was written by a version of Terraform older than 0.12.',
    );
  }
  return Buffer.from(state.json).toString('utf8');
}
