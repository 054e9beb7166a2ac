import { createDiagnosticList, formatPath } from './diagnostics';
import { ModelFault } from './model-conversion';
import type { ProviderServer } from './provider-server';
import type { ResourceEntry } from './resource-entry';
import { decodeObject, parseState, upgradeState } from './state-decoding';

type UpgradeRequest = Parameters<ProviderServer['upgradeResourceState']>[0];
type UpgradeResponse = Awaited<ReturnType<ProviderServer['upgradeResourceState']>>;
type MoveRequest = Parameters<ProviderServer['moveResourceState']>[0];
type MoveResponse = Awaited<ReturnType<ProviderServer['moveResourceState']>>;

/**
 * Terraform calls this for every resource in the state at every run, so it avoids repeated work.
 */
export function upgradeResource<Client>(
  { resource, wireType }: ResourceEntry<Client>,
  { version, rawStateJson }: UpgradeRequest,
): UpgradeResponse {
  if (version > resource.version) {
    const diagnostics = createDiagnosticList();
    diagnostics.error({
      summary: `The state of ${resource.name} is newer than this provider`,
      detail:
        `It has version ${version}, and this provider knows up to ${resource.version}. ` +
        'Use the version of the provider that wrote it, or a newer one.',
    });
    return { upgradedState: null, diagnostics: diagnostics.all };
  }
  try {
    const upgradedState = upgradeState(
      wireType,
      { json: rawStateJson, version },
      { version: resource.version, upgrades: resource.upgradeState },
    );
    return { upgradedState, diagnostics: [] };
  } catch (error) {
    return { upgradedState: null, diagnostics: unreadable(resource.name, error) };
  }
}

export function moveResource<Client>(
  { resource, wireType }: ResourceEntry<Client>,
  request: MoveRequest,
): MoveResponse {
  const source = {
    providerAddress: request.sourceProviderAddress,
    typeName: request.sourceTypeName,
    schemaVersion: request.sourceSchemaVersion,
  };
  const targetPrivate = new Uint8Array();
  const move = resource.moveState.find((candidate) => candidate.matches(source));
  if (move === undefined) {
    const diagnostics = createDiagnosticList();
    diagnostics.error({
      summary: `${source.typeName} cannot be moved to ${resource.name}`,
      detail: `${resource.name} cannot take over this resource type.`,
    });
    return { targetState: null, targetPrivate, diagnostics: diagnostics.all };
  }
  try {
    const state = parseState(request.sourceStateJson);
    const targetState = state === null ? null : decodeObject(wireType, move.move(state), []);
    return { targetState, targetPrivate, diagnostics: [] };
  } catch (error) {
    return { targetState: null, targetPrivate, diagnostics: unreadable(source.typeName, error) };
  }
}

/** A syntax error's own message may quote the state, and with it a secret. */
function unreadable(typeName: string, error: unknown) {
  if (!(error instanceof ModelFault) && !(error instanceof SyntaxError)) throw error;
  const what =
    error instanceof ModelFault
      ? `\`${formatPath(error.path)}\` ${error.message}`
      : 'It is not valid JSON';
  const diagnostics = createDiagnosticList();
  diagnostics.error({
    summary: `Unreadable state of ${typeName}`,
    detail: `${what}. Restore the state from a backup, or remove the resource from it and import it again.`,
  });
  return diagnostics.all;
}
