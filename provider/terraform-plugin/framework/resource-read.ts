import { createDiagnosticList } from './diagnostics';
import { objectToModel } from './model-conversion';
import { reportInconsistencies } from './operation';
import { openPrivateState } from './private-state';
import { ClientUnavailable } from './provider-runtime';
import type { ProviderServer } from './provider-server';
import { reconcileRead } from './reconcile';
import { Gone } from './resource';
import { carryTimeouts, type ResourceEntry } from './resource-entry';
import type { ResourceRunner } from './resource-runner';
import { TIMEOUTS } from './timeouts';
import type { ObjectValue } from './value';

type ReadRequest = Parameters<ProviderServer['readResource']>[0];
type ReadResponse = Awaited<ReturnType<ProviderServer['readResource']>>;

/** A refresh. If it fails, the state stays as it was. */
export async function readResource<Client>(
  entry: ResourceEntry<Client>,
  runner: ResourceRunner<Client>,
  request: ReadRequest,
): Promise<ReadResponse> {
  const { name, handlers, schema } = entry.resource;
  const diagnostics = createDiagnosticList();
  const privateState = openPrivateState(request.privateState);
  const state = request.currentState;
  const answer = (newState: ObjectValue | null): ReadResponse => ({
    newState,
    privateState: newState === null ? new Uint8Array() : privateState.encode(),
    diagnostics: diagnostics.all,
  });
  if (state === null) return answer(null);

  const outcome = await runner.run(
    { verb: 'read', doing: 'reading', resource: state, ...request, diagnostics, privateState },
    async (context) => {
      try {
        return await handlers.read(objectToModel(schema, state), context);
      } catch (error) {
        if (!(error instanceof ClientUnavailable) || !error.deferred) throw error;
        diagnostics.warning({
          summary: 'Not refreshed: the provider is not configured yet',
          detail: `The last known state is used. ${error.text.detail}`,
        });
        return undefined;
      }
    },
  );
  if (outcome?.value === undefined) return answer(state);
  if (outcome.value instanceof Gone) {
    diagnostics.warning(outcome.value.text);
    return answer(null);
  }
  const read = reconcileRead(schema, state, outcome.value);
  reportInconsistencies(read.inconsistencies, `reading ${name}`, diagnostics);
  if (read.inconsistencies.length > 0) return answer(state);
  return answer(carryTimeouts(entry, read.state, state[TIMEOUTS] ?? null));
}
