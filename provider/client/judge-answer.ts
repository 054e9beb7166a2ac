import {
  type ApiError,
  ApiNotKeyplane,
  ApiProblem,
  ApiUnreachable,
  parseProblem,
} from './api-error';
import { type HttpAnswer, type HttpRequest, type Proxy, proxyCredentials } from '../../http-client';
import type { FailedAttempt } from './retry';

export interface GoodAnswer {
  readonly json: unknown;
}

/** A failed attempt, and when to make the next one. */
export interface Setback {
  readonly error: ApiError;
  readonly repeat: FailedAttempt['repeat'];
  readonly retryAfter: string | undefined;
}

/** The request that an answer belongs to. */
export interface Asked {
  readonly method: HttpRequest['method'];
  readonly endpoint: string;
  readonly proxy: Proxy | undefined;
  /** Whether Keyplane has answered with success at this endpoint before. */
  readonly isProven: boolean;
}

/**
 * The status codes that gateways send while a server is briefly unavailable. 520 to 524 are
 * Cloudflare's.
 */
const AWAY: readonly number[] = [408, 429, 502, 503, 504, 520, 521, 522, 523, 524];
/**
 * Status codes that gateways also send if they are misconfigured. Keyplane's own 500 is a problem
 * document.
 */
const FAILED: readonly number[] = [500, 525, 526, 527, 530];

/** The answer, or why it cannot be used. */
export function judgeAnswer(answer: HttpAnswer, asked: Asked): GoodAnswer | Setback {
  const { status, text } = answer;
  const { method, endpoint, proxy, isProven } = asked;
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
    // Another run may take longer than the restart of a server, and the user is told about it.
    const isWaitedFor = problem.code === 'run_in_doubt';
    const passes = !isWaitedFor && (problem.retryable ?? status >= 500);
    return { error, repeat: passes ? 'for-a-while' : 'never', retryAfter };
  }
  if (status === 407 && proxy !== undefined) {
    const error = new ApiUnreachable(proxyCredentials(proxy, 'status 407'));
    return { error, repeat: 'never', retryAfter };
  }
  if (AWAY.includes(status) || (isProven && FAILED.includes(status))) {
    const error = new ApiUnreachable(describeGateway(answer, asked));
    return { error, repeat: 'for-a-while', retryAfter };
  }
  return {
    error: new ApiNotKeyplane(describeStranger(answer, endpoint) + wayOf(proxy)),
    repeat: 'never',
    retryAfter,
  };
}

/** Undefined if the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function headerOf({ headers }: HttpAnswer, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

function contentOf(answer: HttpAnswer): string {
  const type = headerOf(answer, 'content-type')?.split(';')[0] ?? 'no content type';
  return type === 'text/html' ? 'a web page (text/html)' : type;
}

function wayOf(proxy: Proxy | undefined): string {
  return proxy === undefined
    ? ''
    : ` The request went through the proxy ${proxy.address} of ${proxy.variable}.`;
}

function describeGateway(answer: HttpAnswer, { endpoint, proxy, isProven }: Asked): string {
  const advice = isProven
    ? 'Keyplane answered here before, so it is probably restarting or overloaded. Run again later.'
    : 'Check that Keyplane is running, and the host, the port and the path of the endpoint.';
  return (
    `${endpoint} answered with status ${answer.status} and ${contentOf(answer)}. The answer ` +
    'comes from a gateway or a proxy in front of Keyplane, not from Keyplane itself. ' +
    `${advice}${wayOf(proxy)}`
  );
}

function describeStranger(answer: HttpAnswer, endpoint: string): string {
  const { status } = answer;
  const location = headerOf(answer, 'location');
  if (status >= 300 && status < 400 && location !== undefined) {
    return (
      `${endpoint} redirects to ${location}. The provider does not send its credentials ` +
      'there. Set the endpoint to the address at which Keyplane itself answers.'
    );
  }
  return (
    `The server at ${endpoint} is not the Keyplane API: it answered with status ${status} and ` +
    `${contentOf(answer)}. Check the host, the port and the path of the endpoint, and whether ` +
    'a proxy or a sign-in page answers instead of Keyplane.'
  );
}
