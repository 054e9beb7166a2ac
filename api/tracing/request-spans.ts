import type { IncomingMessage } from 'node:http';
import { SpanStatusCode, type Attributes, type Span as OtelSpan } from '@opentelemetry/api';
import { maskSecrets } from '../domain/mask-secrets';
import type { RequestSpan, Tracing } from './tracing';

/** The methods that the conventions name. */
const METHODS = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'CONNECT',
  'TRACE',
]);
const USER_AGENT_LENGTH = 200;

/**
 * The spans of requests, by the semantic conventions for HTTP servers. The path is that of the route, because a
 * path contains IDs of keys, and the query is left out. The log has both under the same trace ID.
 */
export function createRequestSpans(dependencies: {
  readonly issuer: () => string;
  readonly begin: (name: string, message: IncomingMessage) => OtelSpan;
  readonly run: <T>(span: OtelSpan, work: () => T) => T;
  readonly enter: () => void;
  readonly leave: () => void;
}): Pick<Tracing, 'received' | 'of'> {
  const { issuer, begin, run, enter, leave } = dependencies;
  const spans = new WeakMap<IncomingMessage, RequestSpan>();
  let server: Attributes | undefined;

  return {
    received(message) {
      const method = METHODS.has(message.method ?? '') ? (message.method ?? '') : '_OTHER';
      const span = begin(method === '_OTHER' ? 'HTTP' : method, message);
      // Most requests of a server under load are not sampled, so nothing else is done for them.
      if (!span.isRecording()) return undefined;
      span.setAttributes({
        ...(server ??= serverOf(issuer())),
        'http.request.method': method,
        'network.protocol.version': message.httpVersion,
        ...userAgentOf(message),
      });
      enter();
      const { traceId, spanId } = span.spanContext();
      const received: RequestSpan = {
        traceId,
        spanId,
        run: (work) => run(span, work),
        end({ status, route, operationId, requestId, aborted }) {
          span.setAttributes({
            'http.response.status_code': status,
            'keyplane.operation': operationId,
            ...(requestId !== undefined && { 'keyplane.request_id': requestId }),
            ...(aborted && { 'keyplane.aborted': true }),
            ...(route !== undefined && { 'http.route': route, 'url.path': route }),
          });
          if (route !== undefined) span.updateName(`${method} ${route}`);
          if (status >= 500) {
            span.setAttribute('error.type', String(status));
            span.setStatus({ code: SpanStatusCode.ERROR });
          }
          span.end();
          spans.delete(message);
          leave();
        },
      };
      spans.set(message, received);
      return received;
    },
    of: (message) => spans.get(message),
  };
}

/** The address that clients use, whatever name or port the server itself has. */
function serverOf(issuer: string): Attributes {
  const { protocol, hostname, port } = new URL(issuer);
  const scheme = protocol.slice(0, -1);
  return {
    'url.scheme': scheme,
    'server.address': hostname,
    'server.port': port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
  };
}

function userAgentOf({ headers }: IncomingMessage): Attributes {
  const text = headers['user-agent'];
  if (text === undefined) return {};
  return { 'user_agent.original': maskSecrets(text).slice(0, USER_AGENT_LENGTH) };
}
