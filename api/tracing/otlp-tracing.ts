import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span as OtelSpan,
  type TextMapGetter,
} from '@opentelemetry/api';
import { parseKeyPairsIntoRecord, W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { Failure } from '../domain/failure';
import { errorTypeOf } from './error-type';
import { createRequestSpans } from './request-spans';
import { reportedExporter } from './reported-exporter';
import type { Span, SpanOptions, Tracing, TracingLog } from './tracing';
import type { TracingSettings } from './tracing-settings';

const SERVER = { kind: SpanKind.SERVER };
const KINDS = { client: SpanKind.CLIENT, internal: SpanKind.INTERNAL } as const;

/**
 * Traces with the SDK of OpenTelemetry, which reads sampler, limits, headers and timeouts from the environment.
 * It registers nothing globally: the packages of OpenTelemetry that other packages contain stay inactive.
 */
export async function createOtlpTracing(dependencies: {
  readonly settings: TracingSettings;
  readonly log: TracingLog;
  readonly version: string;
  readonly issuer: () => string;
}): Promise<Tracing> {
  const { settings, log, version, issuer } = dependencies;
  const exporter = reportedExporter(await exporterOf(settings), {
    log,
    collector: settings.collector,
  });
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'keyplane', 'service.version': version }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const tracer = provider.getTracer('keyplane', version);
  const propagator = new W3CTraceContextPropagator();
  const active = new AsyncLocalStorage<Context | undefined>();
  let running = 0;

  const enter = (): void => void (running += 1);
  /** An enabled async hook doubles the cost of every promise, also of requests that are not sampled. */
  function leave(): void {
    running -= 1;
    if (running === 0) active.disable();
  }

  async function inside<T>(
    span: OtelSpan,
    parent: Context,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const handed = handOut(span);
    enter();
    try {
      return await active.run(trace.setSpan(parent, span), work, handed);
    } catch (error) {
      handed.failed(error);
      throw error;
    } finally {
      span.end();
      leave();
    }
  }

  const begin = (name: string, options: SpanOptions, parent: Context) =>
    tracer.startSpan(
      name,
      {
        kind: KINDS[options.kind ?? 'internal'],
        ...(options.attributes && { attributes: options.attributes }),
      },
      parent,
    );

  return {
    isOn: true,
    ...createRequestSpans({
      issuer,
      begin(name, { headers }) {
        const parent =
          headers['traceparent'] === undefined
            ? ROOT_CONTEXT
            : propagator.extract(ROOT_CONTEXT, headers, HEADERS);
        return tracer.startSpan(name, SERVER, parent);
      },
      run: (span, work) => active.run(trace.setSpan(ROOT_CONTEXT, span), work),
      enter,
      leave,
    }),
    async within(name, options, work) {
      const parent = active.getStore();
      if (parent === undefined) return work(undefined);
      return inside(begin(name, options, parent), parent, work);
    },
    start(name, options) {
      const parent = active.getStore();
      return parent && handOut(begin(name, options, parent));
    },
    async alone(name, work) {
      const span = begin(name, {}, ROOT_CONTEXT);
      if (span.isRecording()) return inside(span, ROOT_CONTEXT, work);
      // Otherwise the work would be a part of the request that happened to start it.
      return active.getStore() === undefined ? work() : active.run(undefined, work);
    },
    fields() {
      const context = active.getStore();
      const span = context && trace.getSpanContext(context);
      return span && { trace_id: span.traceId, span_id: span.spanId };
    },
    async close(withinMillis) {
      let timer: NodeJS.Timeout | undefined;
      const timeUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMillis);
      });
      // A collector that fails has been reported.
      await Promise.race([provider.shutdown().catch(() => undefined), timeUp]);
      clearTimeout(timer);
    },
  };
}

/** @param options what comes before the variables of OpenTelemetry */
export async function exporterOf(
  { protocol, headers }: TracingSettings,
  options: { readonly timeoutMillis?: number } = {},
): Promise<SpanExporter> {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter({
    ...options,
    ...(headers && { headers: parseKeyPairsIntoRecord(headers.reveal()) }),
  });
}

const HEADERS: TextMapGetter<IncomingHttpHeaders> = {
  keys: (headers) => Object.keys(headers),
  get: (headers, name) => headers[name],
};

function handOut(span: OtelSpan): Span {
  return {
    get traceparent() {
      const { traceId, spanId, traceFlags } = span.spanContext();
      return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
    },
    rename: (name) => void span.updateName(name),
    set: (attributes) => void span.setAttributes(attributes),
    failed(error) {
      // A refusal is an answer. Only what Keyplane could not do is an error.
      if (error instanceof Failure) return void span.setAttribute('keyplane.refusal', error.code);
      span.setAttribute('error.type', errorTypeOf(error));
      span.setStatus({ code: SpanStatusCode.ERROR });
    },
    end: () => span.end(),
  };
}
