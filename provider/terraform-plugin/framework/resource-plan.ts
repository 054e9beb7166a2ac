import type { ResourceContext } from './context';
import { createDiagnosticList, type DiagnosticList } from './diagnostics';
import { objectToModel } from './model-conversion';
import { createPlanDraft } from './plan-editor';
import { planObject } from './plan-object';
import { type EncodablePrivateState, openPrivateState } from './private-state';
import { ClientUnavailable } from './provider-runtime';
import type { ProviderServer } from './provider-server';
import { carryTimeouts, type ResourceEntry } from './resource-entry';
import type { ResourceRunner } from './resource-runner';
import { TIMEOUTS } from './timeouts';
import { judgeConfig } from './validate-config';
import type { ObjectValue } from './value';

type PlanRequest = Parameters<ProviderServer['planResourceChange']>[0];
type PlanResponse = Awaited<ReturnType<ProviderServer['planResourceChange']>>;

/**
 * Makes a plan: computes it from the schema alone and then passes it to the resource's own hook.
 */
export async function planResource<Client>(
  entry: ResourceEntry<Client>,
  runner: ResourceRunner<Client>,
  request: PlanRequest,
): Promise<PlanResponse> {
  const diagnostics = createDiagnosticList();
  const privateState = openPrivateState(request.priorPrivate);
  const inputs = { request, diagnostics, privateState };
  return request.proposedNewState === null || request.config === null
    ? planDestroy(entry, runner, inputs)
    : planChange(entry, runner, inputs, request.config);
}

interface PlanInputs {
  readonly request: PlanRequest;
  readonly diagnostics: DiagnosticList;
  readonly privateState: EncodablePrivateState;
}

async function planDestroy<Client>(
  entry: ResourceEntry<Client>,
  runner: ResourceRunner<Client>,
  { request, diagnostics, privateState }: PlanInputs,
): Promise<PlanResponse> {
  const { handlers, schema } = entry.resource;
  const state = request.priorState;
  if (handlers.planDestroy !== undefined && state !== null) {
    const { planDestroy: hook } = handlers;
    await runner.run(
      {
        verb: 'read',
        doing: 'planning to destroy',
        resource: state,
        ...request,
        diagnostics,
        privateState,
      },
      (context) =>
        unlessDeferred(context, () => hook.call(handlers, objectToModel(schema, state), context)),
    );
  }
  return {
    plannedState: null,
    requiresReplace: [],
    plannedPrivate: privateState.encode(),
    diagnostics: diagnostics.all,
  };
}

async function planChange<Client>(
  entry: ResourceEntry<Client>,
  runner: ResourceRunner<Client>,
  { request, diagnostics, privateState }: PlanInputs,
  config: ObjectValue,
): Promise<PlanResponse> {
  const { handlers, schema } = entry.resource;
  const prior = request.priorState;
  const drawnUp = planObject(schema, config, prior);
  const draft = createPlanDraft(schema, config, prior, drawnUp);
  let outcome = draft;
  judgeConfig(schema, config, diagnostics);
  if (handlers.modifyPlan !== undefined && !diagnostics.hasErrors) {
    const { modifyPlan } = handlers;
    const done = await runner.run(
      { verb: 'read', doing: 'planning', resource: config, ...request, diagnostics, privateState },
      (context) =>
        unlessDeferred(context, () =>
          modifyPlan.call(handlers, {
            config: objectToModel(schema, config),
            priorState: prior === null ? null : objectToModel(schema, prior),
            plan: draft,
            context,
          }),
        ),
    );
    // If the hook fails, all its edits are discarded, because half of them would be worse than
    // none.
    if (done?.value !== 'done') outcome = createPlanDraft(schema, config, prior, drawnUp);
  }
  const { planned, requiresReplace } = outcome.finish();
  return {
    plannedState: carryTimeouts(entry, planned, config[TIMEOUTS] ?? null),
    requiresReplace,
    plannedPrivate: privateState.encode(),
    diagnostics: diagnostics.all,
  };
}

/**
 * While the provider's configuration is unknown, a plan continues without the steps that would ask
 * the service.
 */
async function unlessDeferred<Client>(
  context: ResourceContext<Client>,
  hook: () => void | Promise<void>,
): Promise<'done' | 'skipped'> {
  try {
    await hook();
    return 'done';
  } catch (error) {
    if (!(error instanceof ClientUnavailable) || !error.deferred) throw error;
    context.diagnostics.warning({
      summary: 'Planned without asking the service',
      detail: error.text.detail,
    });
    return 'skipped';
  }
}
