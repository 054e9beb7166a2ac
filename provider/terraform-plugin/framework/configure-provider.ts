import type { Diagnostic } from './diagnostic';
import { createDiagnosticList } from './diagnostics';
import { objectToModel } from './model-conversion';
import { runOperation } from './operation';
import { Deferred, type Provider } from './provider';
import type { Configuration, ProviderRuntime } from './provider-runtime';
import type { ProviderServer } from './provider-server';
import { fixedTimeoutMs } from './timeouts';
import { isWhollyKnown } from './value-comparison';

type ConfigureRequest = Parameters<ProviderServer['configureProvider']>[0];

export async function configureProvider<Client>(
  provider: Provider<Client>,
  { logger, abortGraceMs }: ProviderRuntime<Client>,
  { config, terraformVersion, signal }: ConfigureRequest,
): Promise<{
  readonly configuration: Configuration<Client>;
  readonly diagnostics: readonly Diagnostic[];
}> {
  const diagnostics = createDiagnosticList();
  const outcome = await runOperation(
    {
      doing: `configuring the provider ${provider.name}`,
      timeoutMs: fixedTimeoutMs(undefined),
      signal,
      diagnostics,
      logger,
      abortGraceMs,
    },
    (operationSignal) =>
      provider.handlers.configure(objectToModel(provider.schema, config), {
        terraformVersion,
        providerVersion: provider.version,
        signal: operationSignal,
        diagnostics,
        logger,
      }),
  );
  return { configuration: toConfiguration(), diagnostics: diagnostics.all };

  function toConfiguration(): Configuration<Client> {
    if (outcome === undefined || diagnostics.hasErrors) return { status: 'unconfigured' };
    if (!(outcome.value instanceof Deferred)) {
      return { status: 'configured', client: outcome.value };
    }
    return {
      status: 'deferred',
      reason: outcome.value.reason,
      unknownAttributes: Object.keys(provider.schema).filter(
        (name) => !isWhollyKnown(config[name] ?? null),
      ),
    };
  }
}
