import { setTimeout as sleep } from 'node:timers/promises';
import {
  createHttpSender,
  describeConnectionFailure,
  type HttpRequest,
  type Network,
  networkOf,
} from '../../http-client';
import { type ApiError, ApiProblem, ApiUnreachable } from './api-error';
import { type GoodAnswer, judgeAnswer, type Setback } from './judge-answer';
import { createPacer } from './pacer';
import { inWords, isRepeatable, isWrite, nextStep, type RetryPolicy } from './retry';

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
  /** The network. By default, requests go directly to the endpoint. */
  readonly network?: Network;
  /** Shared by the transports to one endpoint. By default, each transport has its own. */
  readonly contact?: Contact;
}

/** What is known of an endpoint. */
export interface Contact {
  /** Whether Keyplane has answered there, even with a refusal. */
  hasAnswered: boolean;
  /** Whether Keyplane has answered there with success. */
  isProven: boolean;
}

export interface Transport {
  /**
   * Returns the JSON only of successful answers of Keyplane itself, after as many attempts as are
   * safe. Undefined for an answer without a body. After the signal has aborted, nothing is sent or
   * repeated. A write that was sent before is still awaited, because otherwise what it created
   * would be in no state.
   * @throws ApiProblem, ApiUnreachable or ApiNotKeyplane; the signal's reason if it aborts
   */
  send(request: TransportRequest): Promise<unknown>;
  /** Whether Keyplane has answered with success at this endpoint. */
  readonly isProven: boolean;
}

export interface TransportRequest extends HttpRequest {
  /** Whether a POST changes nothing, so that it may be sent again if its answer is lost. */
  readonly isSafe?: boolean;
  readonly signal: AbortSignal;
}

export function createTransport(options: TransportOptions): Transport {
  const { endpoint, headers, retry, logger } = options;
  const { network = networkOf(endpoint, {}) } = options;
  const { contact = { hasAnswered: false, isProven: false } } = options;
  const sendOnce = createHttpSender(endpoint, network);
  const paced = createPacer(options.maxConcurrentRequests);

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
      log({ status: answer.status, request_id: answer.headers['x-request-id'] });
      const { proxy } = network;
      const judged = judgeAnswer(answer, { method, endpoint, proxy, isProven: contact.isProven });
      const isKeyplane = 'json' in judged || judged.error instanceof ApiProblem;
      if (isKeyplane) contact.hasAnswered = true;
      return judged;
    } catch (error) {
      signal.throwIfAborted();
      const failure = describeConnectionFailure(error, endpoint, network);
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
      return contact.isProven;
    },
    async send(original) {
      const request = { ...original, headers: { ...original.headers, ...headers } };
      const startedAt = performance.now();
      for (let number = 0; ; number += 1) {
        const outcome = await paced(() => attempt(request, number), request.signal);
        if ('json' in outcome) {
          contact.isProven = true;
          return outcome.json;
        }
        const { error, repeat, retryAfter } = outcome;
        const step = nextStep(
          {
            number,
            repeat,
            retryAfter,
            isRepeatable: original.isSafe === true || isRepeatable(request),
            elapsedMs: performance.now() - startedAt,
            patienceMs: contact.hasAnswered ? retry.patienceMs : retry.firstContactPatienceMs,
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

/** The same refusal, with a sentence that its wait is longer than this client waits. */
function askedToWait(error: ApiError, ms: number | undefined): ApiError {
  if (ms === undefined) return error;
  const sentence = `It asks to wait for ${inWords(ms)}, which is longer than this client waits. Try again later.`;
  if (error instanceof ApiProblem) {
    const { problem } = error;
    return new ApiProblem({ ...problem, detail: `${problem.detail} ${sentence}` });
  }
  return new ApiUnreachable(`${error.message} ${sentence}`, { cause: error });
}

function pathname(path: string): string {
  return path.split('?', 1)[0] ?? path;
}
