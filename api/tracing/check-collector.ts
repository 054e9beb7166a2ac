import { ExportResultCode } from '@opentelemetry/core';
import { exporterOf } from './otlp-tracing';
import { reasonOf } from './reported-exporter';
import type { TracingSettings } from './tracing-settings';

const TIMEOUT_MILLIS = 3000;

/**
 * Sends no spans to the collector, as the server sends its spans.
 * @returns why the collector does not accept them; `undefined` if it does
 */
export async function checkCollector(settings: TracingSettings): Promise<string | undefined> {
  const exporter = await exporterOf(settings, { timeoutMillis: TIMEOUT_MILLIS });
  try {
    return await new Promise((resolve) => {
      exporter.export([], ({ code, error }) => {
        resolve(code === ExportResultCode.SUCCESS ? undefined : reasonOf(error));
      });
    });
  } finally {
    await exporter.shutdown();
  }
}
