import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { authorizationValues } from '../auth/authorization-header';
import type { Caller, Principal } from '../domain/principal';
import { gathered } from '../operations/gathered';
import type { RequestLog } from '../operations/request-log';
import { failureOf, type ReportUnexpected } from './error-handler';
import { problemAnswer, type HttpAnswer } from './http-answer';
import { isPlain, readText, type BodyReader } from './request-body';
import { originOf, requestIdOf, type RequestContext } from './request-context';

export interface HotRequest<Body = unknown> {
  readonly requestId: string;
  readonly ip: string;
  /** Every `Authorization` header: two are refused. */
  readonly authorization: readonly string[];
  /**
   * What the route's reader makes of the body.
   * @throws Failure, or what `failureOf` knows a failure for
   */
  body(): Body | Promise<Body>;
  /** Who asks, remembered for the log. */
  callerOf(principal: Principal): Caller;
}

/** Answers POST at exactly this path; every other method there is Express's to refuse. */
export interface HotRoute<Body = unknown> {
  readonly path: string;
  readonly operationId: string;
  readonly reader: BodyReader<Body>;
  answer(request: HotRequest<Body>): Promise<HttpAnswer>;
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

/** A request between its arrival and its answer. */
interface Exchange {
  readonly route: HotRoute;
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: string;
  readonly startedMillis: number;
  readonly facts: RequestContext;
  readonly body: () => unknown;
}

/**
 * What other services ask for each of their own requests is answered before Express, which takes
 * longer to route a request than all of this takes to answer it. Under load requests arrive several
 * in one turn of the event loop: first all are read, then all are answered, then all answers leave.
 * One at a time, each would find the processor's caches as the system calls of the one before left them.
 */
export function createHotRouter(dependencies: HotRouterDependencies): RequestListener {
  const { addressOf, requestLog, reportUnexpected, otherwise } = dependencies;
  const routes = new Map(dependencies.routes.map((route) => [route.path, route]));

  async function answerTo(exchange: Exchange): Promise<HttpAnswer> {
    const { route, message, facts } = exchange;
    try {
      return await route.answer(createHotRequest(exchange, addressOf(message)));
    } catch (error) {
      const { requestId } = facts;
      return (
        route.refuse?.(error) ??
        problemAnswer(failureOf(error, requestId, reportUnexpected), requestId)
      );
    }
  }

  const leave = gathered<readonly [Exchange, HttpAnswer]>(process.nextTick, (all) => {
    for (const [exchange, { status }] of all) {
      requestLog.answered({ ...exchange, status, aborted: exchange.response.destroyed });
    }
    for (const [{ response, facts }, answer] of all) send(response, answer, facts.requestId);
  });

  const answer = gathered<Exchange>(setImmediate, (all) => {
    for (const exchange of all) void answerTo(exchange).then((given) => leave([exchange, given]));
  });

  return (message, response) => {
    const { url = '' } = message;
    const route = message.method === 'POST' ? routes.get(pathOf(url)) : undefined;
    if (route === undefined) return otherwise(message, response);
    const startedMillis = performance.now();
    const { operationId, reader } = route;
    const facts = { requestId: requestIdOf(message.headers), operationId };
    const arrived = (body: () => unknown) =>
      answer({ route, message, response, url, startedMillis, facts, body });
    if (!isPlain(message, reader.mediaType)) {
      return arrived(() => reader.readUnusual(message, response));
    }
    readText(message, reader.limitBytes).then(
      (text) => arrived(() => reader.parse(text)),
      (error: unknown) => arrived(() => Promise.reject(error as Error)),
    );
  };
}

function createHotRequest({ message, facts, body }: Exchange, ip: string): HotRequest {
  const { requestId } = facts;
  return {
    requestId,
    ip,
    authorization: authorizationValues(message.rawHeaders),
    body,
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
  if (response.destroyed) return;
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
