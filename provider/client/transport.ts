import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ApiError,
  ApiNotKeyplane,
  ApiProblem,
  ApiUnreachable,
  parseProblem,
} from './api-error';
import { describeConnectionFailure } from './connection-failure';
import { createPacer } from './pacer';
import { isRepeatable, retryDelayMs, type RetryPolicy } from './retry';

export interface ClientLogger {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
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
   * Gives Keyplane's own good answers only, after as many attempts as are safe.
   * @throws ApiProblem, ApiUnreachable, ApiNotKeyplane; the signal's reason where that aborts
   */
  fetch(request: Request): Promise<Response>;
  /** Whether Keyplane has given a good answer at this endpoint. */
  readonly isProven: boolean;
}

/** A failed attempt, and when to make the next. */
interface Setback {
  readonly error: ApiError;
  /** `never` is for what another attempt cannot change, `patiently` for what ends by itself. */
  readonly repeat: 'never' | 'for-a-while' | 'patiently';
  readonly retryAfter: string | null;
}

export function createTransport(options: TransportOptions): Transport {
  const { endpoint, headers, retry, logger } = options;
  const paced = createPacer(options.maxConcurrentRequests);
  let hasAnswered = false;
  let isProven = false;

  async function attempt(request: Request, number: number): Promise<Response | Setback> {
    const startedAt = performance.now();
    const log = (outcome: Readonly<Record<string, unknown>>) =>
      logger.debug('Called Keyplane', {
        method: request.method,
        path: new URL(request.url).pathname,
        attempt: number + 1,
        duration_ms: Math.round(performance.now() - startedAt),
        ...outcome,
      });
    try {
      const response = await fetch(request.clone(), {
        redirect: 'manual',
        signal: AbortSignal.any([request.signal, AbortSignal.timeout(retry.attemptMs)]),
      });
      const text = await response.text();
      hasAnswered = true;
      log({ status: response.status, request_id: response.headers.get('x-request-id') });
      return judge(request.method, response, text, endpoint);
    } catch (error) {
      request.signal.throwIfAborted();
      const failure = describeConnectionFailure(error, endpoint);
      log({ failure: failure.sentence });
      return {
        error: new ApiUnreachable(failure.sentence, { cause: error }),
        repeat: failure.mayPass ? 'for-a-while' : 'never',
        retryAfter: null,
      };
    }
  }

  return {
    get isProven() {
      return isProven;
    },
    async fetch(original) {
      const request = new Request(original, { headers: { ...headersOf(original), ...headers } });
      const startedAt = performance.now();
      for (let number = 0; ; number += 1) {
        const outcome = await paced(() => attempt(request, number));
        if (outcome instanceof Response) {
          isProven = true;
          return outcome;
        }
        const delayMs = retryDelayMs(number, retry, outcome.retryAfter, new Date());
        const patienceMs = hasAnswered ? retry.patienceMs : retry.firstContactPatienceMs;
        const isOver = performance.now() - startedAt + delayMs > patienceMs;
        if (
          outcome.repeat === 'never' ||
          (outcome.repeat === 'for-a-while' && (isOver || !isRepeatable(request)))
        ) {
          throw outcome.error;
        }
        await sleep(delayMs, undefined, { signal: request.signal });
      }
    },
  };
}

function headersOf(request: Request): Record<string, string> {
  return Object.fromEntries(request.headers);
}

/** A good answer, or why it is none. */
function judge(
  method: string,
  response: Response,
  text: string,
  endpoint: string,
): Response | Setback {
  const { status } = response;
  const retryAfter = response.headers.get('retry-after');
  const isJson = /^application\/([\w.-]+\+)?json\b/.test(
    response.headers.get('content-type') ?? '',
  );
  const isGood = text === '' ? method !== 'GET' : isJson && isParsable(text);
  if (response.ok && isGood) {
    return new Response(text === '' ? null : text, { status, headers: response.headers });
  }
  const problem = isJson && !response.ok ? parseProblem(status, text) : undefined;
  if (problem !== undefined) {
    const error = new ApiProblem(problem);
    if (status === 429) return { error, repeat: 'patiently', retryAfter };
    // The first attempt is still under way on the server: the next one gets its answer.
    const passes = status >= 500 || problem.code === 'conflict';
    return { error, repeat: passes ? 'for-a-while' : 'never', retryAfter };
  }
  if (status === 429 || [502, 503, 504].includes(status)) {
    const error = new ApiUnreachable(`A gateway before ${endpoint} answered ${status}.`);
    return { error, repeat: 'for-a-while', retryAfter };
  }
  return {
    error: new ApiNotKeyplane(describeStranger(response, endpoint)),
    repeat: 'never',
    retryAfter,
  };
}

function isParsable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function describeStranger(response: Response, endpoint: string): string {
  const location = response.headers.get('location');
  if (response.status >= 300 && response.status < 400 && location !== null) {
    return (
      `${endpoint} redirects to ${location}. The credentials are not sent after it; ` +
      'write the address where Keyplane itself answers.'
    );
  }
  const type = response.headers.get('content-type')?.split(';')[0] ?? 'no content type';
  const what = type === 'text/html' ? 'a web page (text/html)' : type;
  return (
    `What answers at ${endpoint} is not the Keyplane API: it sent status ${response.status} with ` +
    `${what}. Check the host, the port and the path of the endpoint, and whether a proxy or a ` +
    'sign-in page stands before it.'
  );
}
