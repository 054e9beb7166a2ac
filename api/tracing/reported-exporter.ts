import { ExportResultCode } from '@opentelemetry/core';
import type { SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { TracingLog } from './tracing';

/** While the collector fails, a batch fails every few seconds. */
const REPORTED_EVERY_MILLIS = 60_000;

/** Reports that the collector does not accept traces, at most once a minute, and that it accepts them again. */
export function reportedExporter(
  exporter: SpanExporter,
  { log, collector }: { readonly log: TracingLog; readonly collector: string },
): SpanExporter {
  let lost = 0;
  let reportedAt = -Infinity;

  function failed(spans: number, error: Error | undefined): void {
    lost += spans;
    if (performance.now() - reportedAt < REPORTED_EVERY_MILLIS) return;
    reportedAt = performance.now();
    log.warn(
      { collector, reason: reasonOf(error), lost_spans: lost },
      'traces cannot be sent to the collector; requests are not affected',
    );
  }

  function succeeded(): void {
    if (lost === 0) return;
    log.info({ collector, lost_spans: lost }, 'traces are sent to the collector again');
    lost = 0;
    reportedAt = -Infinity;
  }

  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.code === ExportResultCode.SUCCESS) succeeded();
        else failed(spans.length, result.error);
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve(),
    shutdown: () => exporter.shutdown(),
  };
}

/** A code such as `ECONNREFUSED`, or a status. The message of the error may contain the collector's answer. */
function reasonOf(error: Error | undefined): string {
  const code: unknown = error !== undefined && 'code' in error ? error.code : undefined;
  if (typeof code === 'number') return `status ${code}`;
  return typeof code === 'string' ? code : 'no answer';
}
