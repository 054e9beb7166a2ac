import type { IncomingMessage, ServerResponse } from 'node:http';
import { maskSecrets } from '../domain/mask-secrets';
import type { Caller, Principal } from '../domain/principal';
import { NO_TRACING, type Tracing } from '../tracing/tracing';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { traceIdOf } from './trace-context';

/** What is known of a request by the time that its answer leaves. */
interface RequestFacts {
  readonly requestId?: string;
  readonly operationId?: string;
  readonly caller?: Caller | undefined;
}

interface AnsweredRequest extends RequestFacts {
  readonly message: IncomingMessage;
  /** The URL as the client sent it, because Express changes the URL of the request. */
  readonly url: string;
  readonly startedMillis: number;
  /** The path with placeholders instead of IDs, if a route matched. */
  readonly routePath?: string | undefined;
}

export interface RequestLog {
  /** @param aborted the client disconnected before its answer was sent */
  answered(request: AnsweredRequest, status: number, aborted: boolean): void;
  /** Calls `answered` itself once the answer has been sent, with the facts at that moment. */
  watch(request: IncomingMessage, response: ServerResponse, facts: RequestFacts): void;
}

const NO_OPERATION = 'none';
const PATH_LENGTH_LOGGED = 200;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * One line and one count for each request, and the end of its span. Neither query, headers nor bodies are
 * logged.
 */
export function createRequestLog(dependencies: {
  log: Log;
  metrics: Metrics;
  tracing?: Tracing;
}): RequestLog {
  const { log, metrics, tracing = NO_TRACING } = dependencies;

  let last = { method: '', url: '', operationId: '', text: '' };

  /**
   * Most requests have the same method, URL and operation as the one before, so their text is kept.
   */
  function targetOf(method: string, url: string, operationId: string): string {
    if (last.url !== url || last.method !== method || last.operationId !== operationId) {
      last = { method, url, operationId, text: describeTarget(method, url, operationId) };
    }
    return last.text;
  }

  function answered(request: AnsweredRequest, status: number, aborted: boolean): void {
    const { message, url, startedMillis, operationId = NO_OPERATION, requestId, caller } = request;
    const durationMillis = performance.now() - startedMillis;
    const method = METHODS.has(message.method ?? '') ? (message.method ?? '') : 'other';
    metrics.requestAnswered({ operation: operationId, method, status }, durationMillis / 1000);
    const milliseconds = Math.round(durationMillis * 100) / 100;
    const span = tracing.isOn ? tracing.of(message) : undefined;
    const traceId = span?.traceId ?? traceIdOf(firstOf(message.headers['traceparent']));
    log.request(
      status >= 500 ? 'error' : 'info',
      `,"request_id":"${requestId ?? ''}"${targetOf(method, url, operationId)}` +
        `,"status":${status},"duration_ms":${milliseconds}` +
        (caller === undefined ? '' : membersOf(caller.principal)) +
        (aborted ? ',"aborted":true' : '') +
        (traceId === undefined ? '' : `,"trace_id":"${traceId}"`) +
        (span === undefined ? '' : `,"span_id":"${span.spanId}"`),
    );
    span?.end({ status, route: request.routePath, operationId, requestId, aborted });
  }

  return {
    answered,
    watch(request, response, facts) {
      const startedMillis = performance.now();
      const { url = '' } = request;
      response.once('close', () => {
        const aborted = !response.writableFinished;
        const status = response.statusCode;
        const routePath = routePathOf(request as RoutedRequest);
        answered({ ...facts, message: request, url, startedMillis, routePath }, status, aborted);
      });
    },
  };
}

/** Express notes the route that it has found. */
type RoutedRequest = IncomingMessage & { readonly route?: { readonly path?: unknown } };

function routePathOf({ route }: RoutedRequest): string | undefined {
  const path = route?.path;
  return typeof path === 'string' ? path.replaceAll(/:(\w+)/g, '{$1}') : undefined;
}

const members = new WeakMap<Principal, string>();

/** IDs of Keyplane, in which nothing needs an escape. */
function membersOf(principal: Principal): string {
  let text = members.get(principal);
  if (text === undefined) {
    const { id, kind, credential } = principal;
    const by = credential.kind === 'session' ? 'session_id' : 'key_id';
    text = `,"principal_id":"${id}","principal_kind":"${kind}","${by}":"${credential.id}"`;
    members.set(principal, text);
  }
  return text;
}

function describeTarget(method: string, url: string, operationId: string): string {
  return `,"method":"${method}","path":${JSON.stringify(pathOf(url))},"operation":"${operationId}"`;
}

/**
 * A limited part of the path, and nothing of the query. Masked first, because half a secret would not be
 * recognized.
 */
function pathOf(url: string): string {
  return maskSecrets(url.replace(/[?#].*$/s, '')).slice(0, PATH_LENGTH_LOGGED);
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
