import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../domain/principal';
import type { Log } from './log';
import type { Metrics } from './metrics';
import { traceIdOf } from './trace-context';

/** What is known of a request by the time that its answer has left. */
interface AnsweredRequest {
  readonly requestId?: string;
  readonly operationId?: string;
  readonly caller?: Caller;
}

const NO_OPERATION = 'none';
const PATH_LENGTH_LOGGED = 200;
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * One line and one count for each request, once its answer has left or its client has. Neither
 * query, headers nor bodies are logged.
 */
export function createRequestLog(dependencies: { log: Log; metrics: Metrics }) {
  const { log, metrics } = dependencies;

  return (request: IncomingMessage, response: ServerResponse, answered: AnsweredRequest): void => {
    const startedMs = performance.now();
    const path = (request.url ?? '').replace(/[?#].*$/s, '').slice(0, PATH_LENGTH_LOGGED);

    response.once('close', () => {
      const durationMs = performance.now() - startedMs;
      const { operationId = NO_OPERATION, requestId, caller } = answered;
      const method = METHODS.has(request.method ?? '') ? (request.method ?? '') : 'other';
      const status = response.statusCode;
      const aborted = !response.writableFinished;
      metrics.requestAnswered({
        operation: operationId,
        method,
        status,
        durationSeconds: durationMs / 1000,
      });
      log[status >= 500 ? 'error' : 'info'](
        {
          request_id: requestId,
          method,
          path,
          operation: operationId,
          status,
          duration_ms: Math.round(durationMs * 100) / 100,
          ...(caller && {
            principal_id: caller.principal.id,
            principal_kind: caller.principal.kind,
            key_id: caller.principal.keyId,
          }),
          ...(aborted && { aborted }),
          trace_id: traceIdOf(firstOf(request.headers['traceparent'])),
        },
        'request',
      );
    });
  };
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
