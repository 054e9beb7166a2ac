import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ApiError,
  ApiNotKeyplane,
  ApiProblem,
  ApiUnreachable,
  parseProblem,
} from './api-error';
import { describeConnectionFailure } from './connection-failure';
import { createHttpSender, type HttpAnswer, type HttpRequest } from './http-sender';
import { createPacer } from './pacer';
import {
  type FailedAttempt,
  inWords,
  isRepeatable,
  isWrite,
  nextStep,
  type RetryPolicy,
} from './retry';

export interface ClientLogger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface TransportOptions {
  readonly endpoint: string;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly retry: RetryPolicy;
  readonly maxConcurrentRequests: number;
  readonly logger: ClientLogger;
}

export interface Transport {
  /**
   * Gives the JSON of Keyplane's own good answers only, after as many attempts as are safe;
   * undefined for one without a body. Once the signal has aborted nothing is sent or repeated, but a
   * write that was sent before is still waited for: what it made would otherwise be in no state.
   * @throws ApiProblem, ApiUnreachable, ApiNotKeyplane; the signal's reason where that aborts
   */
  send(request: TransportRequest): Promise<unknown>;
  /** Whether Keyplane has given a good answer at this endpoint. */
  readonly isProven: boolean;
}

export interface TransportRequest extends HttpRequest {
  readonly signal: AbortSignal;
}

interface GoodAnswer {
  readonly json: unknown;
}

/** A failed attempt, and when to make the next. */
interface Setback {
  readonly error: ApiError;
  readonly repeat: FailedAttempt['repeat'];
  readonly retryAfter: string | undefined;
}

export function createTransport(options: TransportOptions): Transport {
  const { endpoint, headers, retry, logger } = options;
  const sendOnce = createHttpSender(endpoint);
  const paced = createPacer(options.maxConcurrentRequests);
  let hasAnswered = false;
  let isProven = false;

  async function attempt(request: TransportRequest, number: number): Promise<GoodAnswer | Setback> {
    const { method, path, signal } = request;
    const startedAt = performance.now();
    const log = (outcome: Readonly<Record<string, unknown>>) =>
      logger.debug('Called Keyplane', {
        method,
        path: pathname(path),
        attempt: number + 1,
        duration_ms: Math.round(performance.now() - startedAt),
        ...outcome,
      });
    try {
      const answer = await sendOnce(request, {
        signal,
        graceMs: isWrite(request) ? retry.sentWriteGraceMs : 0,
        timeoutMs: retry.attemptMs,
      });
      hasAnswered = true;
      log({ status: answer.status, request_id: answer.headers['x-request-id'] });
      return judge(method, answer, endpoint);
    } catch (error) {
      signal.throwIfAborted();
      const failure = describeConnectionFailure(error, endpoint);
      log({ failure: failure.sentence });
      return {
        error: new ApiUnreachable(failure.sentence, { cause: error }),
        repeat: failure.mayPass ? 'for-a-while' : 'never',
        retryAfter: undefined,
      };
    }
  }

  return {
    get isProven() {
      return isProven;
    },
    async send(original) {
      const request = { ...original, headers: { ...original.headers, ...headers } };
      const startedAt = performance.now();
      for (let number = 0; ; number += 1) {
        const outcome = await paced(() => attempt(request, number), request.signal);
        if ('json' in outcome) {
          isProven = true;
          return outcome.json;
        }
        const { error, repeat, retryAfter } = outcome;
        const step = nextStep(
          {
            ...{ number, repeat, retryAfter },
            isRepeatable: isRepeatable(request),
            elapsedMs: performance.now() - startedAt,
            patienceMs: hasAnswered ? retry.patienceMs : retry.firstContactPatienceMs,
          },
          retry,
          new Date(),
        );
        if ('giveUp' in step) throw askedToWait(error, step.askedFor);
        request.signal.throwIfAborted();
        await sleep(step.waitMs, undefined, { signal: request.signal });
      }
    },
  };
}

/** The same refusal, and that its wait is longer than the provider waits. */
function askedToWait(error: ApiError, ms: number | undefined): ApiError {
  if (ms === undefined) return error;
  const sentence = `It asks to wait for ${inWords(ms)}, which is longer than the provider waits. Run again later.`;
  if (error instanceof ApiProblem) {
    const { problem } = error;
    return new ApiProblem({ ...problem, detail: `${problem.detail} ${sentence}` });
  }
  return new ApiUnreachable(`${error.message} ${sentence}`, { cause: error });
}

/** What gateways say of a server that is away for a while; 520 to 524 are Cloudflare's. */
const GATEWAY_STATUSES: readonly number[] = [408, 429, 502, 503, 504, 520, 521, 522, 523, 524];

/** A good answer, or why it is none. */
function judge(method: string, answer: HttpAnswer, endpoint: string): GoodAnswer | Setback {
  const { status, text } = answer;
  const retryAfter = headerOf(answer, 'retry-after');
  const isJson = /^application\/([\w.-]+\+)?json\b/.test(headerOf(answer, 'content-type') ?? '');
  const isOk = status >= 200 && status < 300;
  if (isOk && text === '' && method !== 'GET') return { json: undefined };
  const json = isOk && isJson ? parsed(text) : undefined;
  if (json !== undefined) return { json };
  const problem = isJson && !isOk ? parseProblem(status, text) : undefined;
  if (problem !== undefined) {
    const error = new ApiProblem(problem);
    if (status === 429) return { error, repeat: 'patiently', retryAfter };
    // Keyplane says whether a repeat can help; OAuth 2.0 errors and older versions do not.
    // What another run does may take longer than a server's restart, and the user is told of it.
    const isWaitedFor = problem.code === 'run_in_doubt';
    const passes = !isWaitedFor && (problem.retryable ?? status >= 500);
    return { error, repeat: passes ? 'for-a-while' : 'never', retryAfter };
  }
  if (GATEWAY_STATUSES.includes(status)) {
    const error = new ApiUnreachable(`A gateway before ${endpoint} answered ${status}.`);
    return { error, repeat: 'for-a-while', retryAfter };
  }
  return {
    error: new ApiNotKeyplane(describeStranger(answer, endpoint)),
    repeat: 'never',
    retryAfter,
  };
}

/** Undefined where the text is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function pathname(path: string): string {
  return path.split('?', 1)[0] ?? path;
}

function headerOf({ headers }: HttpAnswer, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function describeStranger(answer: HttpAnswer, endpoint: string): string {
  const { status } = answer;
  const location = headerOf(answer, 'location');
  if (status >= 300 && status < 400 && location !== undefined) {
    return (
      `${endpoint} redirects to ${location}. The credentials are not sent after it; ` +
      'write the address where Keyplane itself answers.'
    );
  }
  const type = headerOf(answer, 'content-type')?.split(';')[0] ?? 'no content type';
  const what = type === 'text/html' ? 'a web page (text/html)' : type;
  return (
    `What answers at ${endpoint} is not the Keyplane API: it sent status ${status} with ` +
    `${what}. Check the host, the port and the path of the endpoint, and whether a proxy or a ` +
    'sign-in page stands before it.'
  );
}
