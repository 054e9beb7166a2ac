import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { authorizationValues } from '../authorization-header';
import type { Caller, Principal } from '../../domain/principal';
import type { Awaitable } from '../../lib/awaitable';
import { gathered } from '../../lib/gathered';
import type { RequestLog } from '../../operations/request-log';
import { failureOf, type ReportUnexpected } from '../error-handler';
import { problemAnswer, type HttpAnswer } from '../http-answer';
import { readBody, type BodyReader } from '../request-body';
import { originOf, requestIdOf } from '../request-context';

export interface HotRequest<Body = unknown> {
  readonly requestId: string;
  readonly ip: string;
  /** Path and query as the client sent them. */
  readonly target: string;
  /** Name, value, name, value: `IncomingMessage.rawHeaders`. */
  readonly rawHeaders: readonly string[];
  /** Every `Authorization` header: two are refused. */
  readonly authorization: readonly string[];
  /**
   * The value into which the route's reader turns the body.
   * @throws Failure, or an error that `failureOf` turns into one
   */
  body(): Body | Promise<Body>;
  /** The caller, remembered for the log. */
  callerOf(principal: Principal): Caller;
  /** The remembered caller. */
  readonly caller: Caller | undefined;
}

interface AnyHotRoute<Body> {
  readonly path: string;
  readonly operationId: string;
  /** An answer from memory comes without a promise. A refusal is thrown, at once or by the promise. */
  answer(request: HotRequest<Body>): Awaitable<HttpAnswer>;
  /**
   * The route's own form of a refusal. It is asked first about the thrown error, and, if it has no
   * form for that, about the failure that the error means. If it returns `undefined`, the answer is
   * a problem of RFC 9457, as on other paths.
   */
  refuse?(error: unknown, request: HotRequest<Body>): HttpAnswer | undefined;
}

/** Answers POST at exactly this path. Express refuses every other method there. */
export interface HotRoute<Body = unknown> extends AnyHotRoute<Body> {
  readonly reader: BodyReader<Body>;
}

/**
 * Answers every method at this path, below it and with parameters after a `;`. It reads no body, and no
 * header that belongs to a Terraform run, because a check is a copy of another service's request.
 */
export type HotCheck = AnyHotRoute<undefined>;

export interface HotRouterDependencies {
  readonly routes: readonly HotRoute[];
  readonly checks: readonly HotCheck[];
  readonly addressOf: (request: IncomingMessage) => string;
  readonly requestLog: Pick<RequestLog, 'answered'>;
  readonly reportUnexpected: ReportUnexpected;
  /** Runs the work for a request as a part of its span. If absent, there are no traces. */
  readonly inSpanOf?: ((message: IncomingMessage, work: () => void) => void) | undefined;
  /** The URL of the server, where the documentation explains problems. */
  readonly issuer: string;
  /** Express, for every request that is not on a hot path. */
  readonly otherwise: RequestListener;
}

const NO_RUN = { stack: null, run: null };

const NOT_YET: HttpAnswer = { status: 500, headers: [], body: '' };

/** A request between its arrival and its answer. */
class Exchange implements HotRequest {
  readonly startedMillis = performance.now();
  readonly requestId: string;
  readonly operationId: string;
  caller: Caller | undefined;
  answer: HttpAnswer = NOT_YET;

  constructor(
    readonly route: AnyHotRoute<unknown>,
    /** `undefined` if the route does not use a body. */
    readonly reader: BodyReader<unknown> | undefined,
    readonly message: IncomingMessage,
    readonly response: ServerResponse,
    readonly url: string,
    readonly target: string,
    readonly ip: string,
  ) {
    this.requestId = requestIdOf(message.headers);
    this.operationId = route.operationId;
  }

  get routePath(): string {
    return this.route.path;
  }

  get rawHeaders(): readonly string[] {
    return this.message.rawHeaders;
  }

  get authorization(): readonly string[] {
    return authorizationValues(this.message.rawHeaders);
  }

  body(): unknown {
    return this.reader && readBody(this.reader, this.message, this.response);
  }

  callerOf(principal: Principal): Caller {
    const { requestId, ip } = this;
    const { stack, run } = this.reader === undefined ? NO_RUN : originOf(this.message.headers);
    this.caller = { principal, requestId, ip, stack, run };
    return this.caller;
  }
}

/**
 * Other services send one of these requests for each of their own. They are answered before
 * Express, which takes longer to route a request than this router takes to answer it. Under load,
 * several requests arrive in one turn of the event loop. First all are read, then all are answered,
 * then all answers are sent. If each were answered by itself, the system calls of the one before
 * would have displaced its code and data from the processor caches.
 */
export function createHotRouter(dependencies: HotRouterDependencies): RequestListener {
  const { addressOf, requestLog, reportUnexpected, issuer, otherwise } = dependencies;
  const { checks, inSpanOf } = dependencies;
  const routes = new Map(dependencies.routes.map((route) => [route.path, route]));

  function refusalOf(exchange: Exchange, error: unknown): HttpAnswer {
    const { route, requestId } = exchange;
    const own = route.refuse?.(error, exchange);
    if (own !== undefined) return own;
    const failure = failureOf(error, requestId, reportUnexpected);
    return (
      route.refuse?.(failure, exchange) ??
      problemAnswer(failure, requestId, issuer, exchange.authorization)
    );
  }

  const leave = gathered<Exchange>(process.nextTick, (all) => {
    for (const exchange of all) {
      requestLog.answered(exchange, exchange.answer.status, exchange.response.destroyed);
    }
    for (const exchange of all) send(exchange);
  });

  function finish(exchange: Exchange, answered: HttpAnswer): void {
    exchange.answer = answered;
    leave(exchange);
  }

  async function finishLater(exchange: Exchange, answer: Promise<HttpAnswer>): Promise<void> {
    try {
      finish(exchange, await answer);
    } catch (error) {
      finish(exchange, refusalOf(exchange, error));
    }
  }

  function answer(exchange: Exchange): void {
    let answered: Awaitable<HttpAnswer>;
    try {
      answered = exchange.route.answer(exchange);
    } catch (error) {
      answered = refusalOf(exchange, error);
    }
    if (answered instanceof Promise) void finishLater(exchange, answered);
    else finish(exchange, answered);
  }

  // Requests that are answered together would all get the asynchronous context of the first one.
  const begin =
    inSpanOf === undefined
      ? answer
      : (exchange: Exchange) => inSpanOf(exchange.message, () => answer(exchange));

  const arrive = gathered<Exchange>(setImmediate, (all) => {
    for (const exchange of all) begin(exchange);
  });

  return (message, response) => {
    const { url = '' } = message;
    const target = originForm(url);
    const path = pathOf(target);
    const route = message.method === 'POST' ? routes.get(path) : undefined;
    const met = route ?? checkAt(path, checks);
    if (met === undefined) return otherwise(message, response);
    // The rest of the path belongs to another service. It may contain secrets, so it is not logged.
    const logged = route === undefined ? met.path : url;
    arrive(new Exchange(met, route?.reader, message, response, logged, target, addressOf(message)));
  };
}

function checkAt(path: string, checks: readonly HotCheck[]): HotCheck | undefined {
  for (const check of checks) {
    if (!path.startsWith(check.path)) continue;
    const next = path.charAt(check.path.length);
    if (next === '' || next === '/' || next === ';') return check;
  }
  return undefined;
}

/**
 * RFC 9112 §3.2.2: a client may name the whole URL. Nothing but scheme and host is cut off: if `..` were
 * resolved here, it would erase what a gateway has written before its client's path.
 */
function originForm(url: string): string {
  if (url.startsWith('/')) return url;
  return /^https?:\/\/[^/?#]*(.*)$/is.exec(url)?.[1] ?? url;
}

function pathOf(target: string): string {
  const end = target.indexOf('?');
  return end < 0 ? target : target.slice(0, end);
}

/** Nothing of an answer may be executed or framed. */
const SAFE_HEADERS = [
  'x-content-type-options',
  'nosniff',
  'content-security-policy',
  "default-src 'none';frame-ancestors 'none'",
];

/**
 * A body that is not read is not waited for. If the connection were used again, the next request of
 * a gateway that announces a body and sends none would be read as that body.
 */
function leavesUnread({ reader, message }: Exchange): boolean {
  return reader === undefined && !message.complete;
}

function send(exchange: Exchange): void {
  const { response, requestId, answer } = exchange;
  const { status, headers, body, isAscii = false } = answer;
  if (response.destroyed) return;
  if (leavesUnread(exchange)) response.shouldKeepAlive = false;
  const length = isAscii ? body.length : Buffer.byteLength(body);
  response.writeHead(status, [
    ...headers,
    ...SAFE_HEADERS,
    'x-request-id',
    requestId,
    'content-length',
    String(length),
  ]);
  // Node sends ASCII as it is. UTF-8 would be encoded character by character.
  response.end(body, length === body.length ? 'latin1' : 'utf8');
}
