import type { IncomingMessage } from 'node:http';

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanOptions {
  /** `client` if the work is a call of another program. */
  readonly kind?: 'client' | 'internal';
  readonly attributes?: SpanAttributes;
}

/** A piece of work in a trace. Its attributes contain no secret, no ID of a key and no value of a query. */
export interface Span {
  /** The W3C header with which the called program continues the trace. */
  readonly traceparent: string;
  rename(name: string): void;
  set(attributes: SpanAttributes): void;
  /** Records the kind of the error, and never its message, because a message may contain a value. */
  failed(error: unknown): void;
  end(): void;
}

export interface AnsweredSpan {
  readonly status: number;
  /** The path with placeholders instead of IDs; absent if no route matched. */
  readonly route?: string | undefined;
  readonly operationId: string;
  readonly requestId?: string | undefined;
  /** The client disconnected before its answer was sent. */
  readonly aborted: boolean;
}

/** The work for one request. */
export interface RequestSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Everything that starts in `work`, now or later, belongs to the request. */
  run<T>(work: () => T): T;
  end(answer: AnsweredSpan): void;
}

/** The log, as far as traces report something. */
export interface TracingLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

/** What lines of the log say about the work in progress. */
export interface TraceFields {
  readonly trace_id: string;
  readonly span_id: string;
}

/**
 * Traces for an OpenTelemetry collector. The asynchronous context carries the span in progress, so no code
 * passes it on as a parameter.
 */
export interface Tracing {
  /** If `false`, nothing else of this interface has an effect, so a hot path need not call it. */
  readonly isOn: boolean;
  /** The span of a request that has just arrived; `undefined` if its trace is not sampled. */
  received(message: IncomingMessage): RequestSpan | undefined;
  /** The span that `received` returned for the message. */
  of(message: IncomingMessage): RequestSpan | undefined;
  /** Runs `work` as a part of the span in progress. If there is none, it only runs `work`. */
  within<T>(
    name: string,
    options: SpanOptions,
    work: (span: Span | undefined) => Promise<T>,
  ): Promise<T>;
  /** Like `within`, for work that starts no work of its own. The caller ends the span. */
  start(name: string, options: SpanOptions): Span | undefined;
  /** Runs `work`, for which no request waits, as a trace of its own. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>;
  fields(): TraceFields | undefined;
  /** Sends what has ended and waits for the collector, but not longer than `withinMillis`. */
  close(withinMillis: number): Promise<void>;
}

export const NO_TRACING: Tracing = {
  isOn: false,
  received: () => undefined,
  of: () => undefined,
  within: (_name, _options, work) => work(undefined),
  start: () => undefined,
  alone: (_name, work) => work(),
  fields: () => undefined,
  close: () => Promise.resolve(),
};
