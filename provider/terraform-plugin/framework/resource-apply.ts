import { createDiagnosticList } from './diagnostics';
import { emptyObject, objectToModel } from './model-conversion';
import { reportInconsistencies } from './operation';
import { changedNames } from './plan-object';
import { openPrivateState } from './private-state';
import type { ProviderServer } from './provider-server';
import { type Given, mergePartial, reconcileApplied } from './reconcile';
import { carryTimeouts, type ResourceEntry } from './resource-entry';
import type { ResourceRunner } from './resource-runner';
import { TIMEOUTS } from './timeouts';
import type { ObjectValue } from './value';
import { withWriteOnly } from './write-only';

type ApplyRequest = Parameters<ProviderServer['applyResourceChange']>[0];
type ApplyResponse = Awaited<ReturnType<ProviderServer['applyResourceChange']>>;

/** A create, update or destroy. Whatever happens, the answer says what the state must remember. */
export async function applyResource<Client>(
  entry: ResourceEntry<Client>,
  runner: ResourceRunner<Client>,
  request: ApplyRequest,
): Promise<ApplyResponse> {
  const { priorState, plannedState } = request;
  if (plannedState === null) return destroy(entry, runner, request);
  return changeTo(entry, runner, request, priorState, plannedState);
}

async function destroy<Client>(
  entry: ResourceEntry<Client>,
  runner: ResourceRunner<Client>,
  request: ApplyRequest,
): Promise<ApplyResponse> {
  const { handlers, schema } = entry.resource;
  const diagnostics = createDiagnosticList();
  const privateState = openPrivateState(request.plannedPrivate);
  const state = request.priorState;
  if (state !== null) {
    await runner.run(
      { verb: 'delete', doing: 'deleting', resource: state, ...request, diagnostics, privateState },
      (context) => handlers.delete(objectToModel(schema, state), context),
    );
  }
  return {
    newState: diagnostics.hasErrors ? state : null,
    privateState: diagnostics.hasErrors ? privateState.encode() : new Uint8Array(),
    diagnostics: diagnostics.all,
  };
}

async function changeTo<Client>(
  entry: ResourceEntry<Client>,
  runner: ResourceRunner<Client>,
  request: ApplyRequest,
  prior: ObjectValue | null,
  planned: ObjectValue,
): Promise<ApplyResponse> {
  const { name, handlers, schema } = entry.resource;
  const doing = prior === null ? 'creating' : 'updating';
  const diagnostics = createDiagnosticList();
  const privateState = openPrivateState(request.plannedPrivate);
  const answer = (newState: ObjectValue | null): ApplyResponse => ({
    newState: newState === null ? null : carryTimeouts(entry, newState, planned[TIMEOUTS] ?? null),
    privateState: privateState.encode(),
    diagnostics: diagnostics.all,
  });
  if (prior !== null && changedNames(schema, prior, planned).length === 0) return answer(planned);

  let saved: Given | undefined;
  const plan = objectToModel(
    schema,
    withWriteOnly(schema, planned, request.config ?? emptyObject()),
  );
  const outcome = await runner.run(
    {
      verb: prior === null ? 'create' : 'update',
      doing,
      resource: planned,
      ...request,
      diagnostics,
      privateState,
      saveState: (partial) => {
        saved = { ...saved, ...partial };
      },
    },
    async (context): Promise<Given> => {
      if (prior === null) return handlers.create(plan, context);
      if (handlers.update === undefined) {
        throw new Error(`${name} has no update handler, but an update was planned`);
      }
      return handlers.update(plan, objectToModel(schema, prior), context);
    },
  );

  if (outcome === undefined) {
    if (saved === undefined) return answer(prior);
    return answer(mergePartial(schema, prior ?? planned, saved));
  }
  const { state, inconsistencies } = reconcileApplied(schema, planned, outcome.value);
  reportInconsistencies(inconsistencies, `${doing} ${name}`, diagnostics);
  return answer(state);
}
