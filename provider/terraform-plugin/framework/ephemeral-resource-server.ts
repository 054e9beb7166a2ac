import type { ResourceContext } from './context';
import { createDiagnosticList, type DiagnosticList } from './diagnostics';
import type { EphemeralResource } from './ephemeral-resource';
import { withFields } from './logger';
import { runOperation } from './operation';
import { type EncodablePrivateState, openPrivateState } from './private-state';
import { type ProviderRuntime, withClient } from './provider-runtime';
import type { ProviderServer } from './provider-server';
import { answeredObject, askedModel } from './question';
import { fixedTimeoutMs } from './timeouts';
import { judgeConfig } from './validate-config';

type OpenRequest = Parameters<ProviderServer['openEphemeralResource']>[0];
type OpenResponse = Awaited<ReturnType<ProviderServer['openEphemeralResource']>>;
type RenewRequest = Parameters<ProviderServer['renewEphemeralResource']>[0];
type RenewResponse = Awaited<ReturnType<ProviderServer['renewEphemeralResource']>>;
type CloseResponse = Awaited<ReturnType<ProviderServer['closeEphemeralResource']>>;

export async function openEphemeralResource<Client>(
  ephemeral: EphemeralResource<Client>,
  runtime: ProviderRuntime<Client>,
  { config, signal }: OpenRequest,
): Promise<OpenResponse> {
  const { handlers, schema } = ephemeral;
  const step = startStep('opening', ephemeral, runtime, { signal, privateState: new Uint8Array() });
  judgeConfig(schema, config, step.diagnostics);
  const outcome = step.diagnostics.hasErrors
    ? undefined
    : await step.run((context) => handlers.open(askedModel(schema, config), context));
  const result =
    outcome === undefined
      ? null
      : answeredObject(schema, config, outcome.value.result, step.doing, step.diagnostics);
  return {
    result: step.diagnostics.hasErrors ? null : result,
    ...renewal(outcome?.value.renewAt),
    privateState: step.privateState.encode(),
    diagnostics: step.diagnostics.all,
  };
}

export async function renewEphemeralResource<Client>(
  ephemeral: EphemeralResource<Client>,
  runtime: ProviderRuntime<Client>,
  request: RenewRequest,
): Promise<RenewResponse> {
  const step = startStep('renewing', ephemeral, runtime, request);
  const outcome = await step.run((context) => ephemeral.handlers.renew?.(context));
  return {
    ...renewal(outcome?.value),
    privateState: step.privateState.encode(),
    diagnostics: step.diagnostics.all,
  };
}

export async function closeEphemeralResource<Client>(
  ephemeral: EphemeralResource<Client>,
  runtime: ProviderRuntime<Client>,
  request: RenewRequest,
): Promise<CloseResponse> {
  const step = startStep('closing', ephemeral, runtime, request);
  await step.run((context) => ephemeral.handlers.close?.(context));
  return { diagnostics: step.diagnostics.all };
}

interface Step<Client> {
  readonly doing: string;
  readonly diagnostics: DiagnosticList;
  readonly privateState: EncodablePrivateState;
  run<T>(
    handler: (context: ResourceContext<Client>) => T | Promise<T>,
  ): Promise<{ readonly value: T } | undefined>;
}

function startStep<Client>(
  verb: string,
  ephemeral: EphemeralResource<Client>,
  runtime: ProviderRuntime<Client>,
  request: { readonly signal: AbortSignal; readonly privateState: Uint8Array },
): Step<Client> {
  const diagnostics = createDiagnosticList();
  const privateState = openPrivateState(request.privateState);
  const logger = withFields(runtime.logger, { tf_ephemeral_resource_type: ephemeral.name });
  const configuration = runtime.configuration();
  const doing = `${verb} ephemeral resource ${ephemeral.name}`;
  return {
    doing,
    diagnostics,
    privateState,
    run: (handler) =>
      runOperation(
        {
          doing,
          timeoutMs: fixedTimeoutMs(ephemeral.timeout),
          signal: request.signal,
          diagnostics,
          logger,
          abortGraceMs: runtime.abortGraceMs,
        },
        (signal) =>
          handler(withClient(configuration, { signal, diagnostics, logger, privateState })),
      ),
  };
}

function renewal(renewAt: Date | undefined): { readonly renewAt?: Date } {
  return renewAt === undefined ? {} : { renewAt };
}
