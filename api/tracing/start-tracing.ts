import { NO_TRACING, type Tracing, type TracingLog } from './tracing';
import type { TracingSettings } from './tracing-settings';

/** @param settings if `null`, no package of OpenTelemetry is loaded, so the start takes no longer */
export async function startTracing(dependencies: {
  readonly settings: TracingSettings | null;
  readonly log: TracingLog;
  readonly version: string;
  /** The URL of the server, which is known once it listens. */
  readonly issuer: () => string;
}): Promise<Tracing> {
  const { settings } = dependencies;
  if (settings === null) return NO_TRACING;
  const { createOtlpTracing } = await import('./otlp-tracing.js');
  return createOtlpTracing({ ...dependencies, settings });
}
