import type { DataSource } from './data-source';
import { createDiagnosticList } from './diagnostics';
import { withFields } from './logger';
import { runOperation } from './operation';
import { type ProviderRuntime, withClient } from './provider-runtime';
import type { ProviderServer } from './provider-server';
import { answeredObject, askedModel } from './question';
import { fixedTimeoutMs } from './timeouts';
import { judgeConfig } from './validate-config';

type ReadRequest = Parameters<ProviderServer['readDataSource']>[0];
type ReadResponse = Awaited<ReturnType<ProviderServer['readDataSource']>>;

export async function readDataSource<Client>(
  dataSource: DataSource<Client>,
  runtime: ProviderRuntime<Client>,
  { config, signal }: ReadRequest,
): Promise<ReadResponse> {
  const { name, handlers, schema } = dataSource;
  const diagnostics = createDiagnosticList();
  judgeConfig(schema, config, diagnostics);
  if (diagnostics.hasErrors) return { state: null, diagnostics: diagnostics.all };
  const logger = withFields(runtime.logger, { tf_data_source_type: name });
  const configuration = runtime.configuration();
  const doing = `reading data source ${name}`;
  const outcome = await runOperation(
    {
      doing,
      timeoutMs: fixedTimeoutMs(dataSource.timeout),
      signal,
      diagnostics,
      logger,
      abortGraceMs: runtime.abortGraceMs,
    },
    (handlerSignal) =>
      handlers.read(
        askedModel(schema, config),
        withClient(configuration, { signal: handlerSignal, diagnostics, logger }),
      ),
  );
  const state =
    outcome === undefined
      ? null
      : answeredObject(schema, config, outcome.value, doing, diagnostics);
  return { state: diagnostics.hasErrors ? null : state, diagnostics: diagnostics.all };
}
