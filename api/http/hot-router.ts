import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { authorizationValues } from '../auth/authorization-header';
import type { Caller, Principal } from '../domain/principal';
import type { RequestLog } from '../operations/request-log';
import { failureOf, type ReportUnexpected } from './error-handler';
import { problemAnswer, type HttpAnswer } from './http-answer';
import { originOf, requestIdOf, type RequestContext } from './request-context';

export interface HotRequest {
  readonly message: IncomingMessage;
  /** For Express's body readers, which ask for one. */
  readonly response: ServerResponse;
  readonly requestId: string;
  readonly ip: string;
  /** Every `Authorization` header: two are refused. */
  readonly authorization: readonly string[];
  /** Who asks, remembered for the log. */
  callerOf(principal: Principal): Caller;
}

/** Answers POST at exactly this path; every other method there is Express's to refuse. */
export interface HotRoute {
  readonly path: string;
  readonly operationId: string;
  answer(request: HotRequest): Promise<HttpAnswer>;
  /** `undefined`: a problem of RFC 9457, as everywhere else. */
  refuse?(error: unknown): HttpAnswer | undefined;
}

export interface HotRouterDependencies {
  readonly routes: readonly HotRoute[];
  readonly addressOf: (request: IncomingMessage) => string;
  readonly requestLog: Pick<RequestLog, 'answered'>;
  readonly reportUnexpected: ReportUnexpected;
  /** Express, for all that is not hot. */
  readonly otherwise: RequestListener;
}

/**
 * What other services ask for each of their own requests is answered before Express, which takes
 * longer to route a request than all of this takes to answer it.
 */
export function createHotRouter(dependencies: HotRouterDependencies): RequestListener {
  const { addressOf, requestLog, reportUnexpected, otherwise } = dependencies;
  const routes = new Map(dependencies.routes.map((route) => [route.path, route]));

  async function answerTo(route: HotRoute, request: HotRequest): Promise<HttpAnswer> {
    try {
      return await route.answer(request);
    } catch (error) {
      const { requestId } = request;
      return (
        route.refuse?.(error) ??
        problemAnswer(failureOf(error, requestId, reportUnexpected), requestId)
      );
    }
  }

  return (message, response) => {
    const { url = '' } = message;
    const route = message.method === 'POST' ? routes.get(pathOf(url)) : undefined;
    if (route === undefined) return otherwise(message, response);
    const startedMillis = performance.now();
    const facts: RequestContext = {
      requestId: requestIdOf(message.headers),
      operationId: route.operationId,
    };
    const request = createHotRequest(message, response, facts, addressOf(message));
    void answerTo(route, request).then((answer) => {
      const aborted = response.destroyed;
      if (!aborted) send(response, answer, facts.requestId);
      requestLog.answered({ request: message, url, response, facts, startedMillis, aborted });
    });
  };
}

function createHotRequest(
  message: IncomingMessage,
  response: ServerResponse,
  facts: RequestContext,
  ip: string,
): HotRequest {
  const { requestId } = facts;
  return {
    message,
    response,
    requestId,
    ip,
    authorization: authorizationValues(message.rawHeaders),
    callerOf(principal) {
      facts.caller = { principal, requestId, ip, ...originOf(message.headers) };
      return facts.caller;
    },
  };
}

/** RFC 9112 §3.2.2: a client may name the whole URL. */
function pathOf(url: string): string {
  if (url.startsWith('/')) {
    const end = url.indexOf('?');
    return end < 0 ? url : url.slice(0, end);
  }
  return URL.canParse(url) ? new URL(url).pathname : url;
}

/** Nothing of an answer may be executed or framed. */
const SAFE_HEADERS = [
  ...['x-content-type-options', 'nosniff'],
  ...['content-security-policy', "default-src 'none';frame-ancestors 'none'"],
];

function send(response: ServerResponse, { status, headers, body }: HttpAnswer, id: string): void {
  const length = String(Buffer.byteLength(body));
  response.writeHead(status, [
    ...headers,
    ...SAFE_HEADERS,
    'x-request-id',
    id,
    'content-length',
    length,
  ]);
  response.end(body);
}
