import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Failure } from '../domain/failure';
import { problemOf } from './problem';
import { requestIdOf } from './request-context';
import type { Metrics } from '../operations/metrics';

/** Answers a GET of `/metrics`. */
export type MetricsEndpoint = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * @param token what a scraper must present as a bearer token; `null` if it need not present
 * anything
 * @param issuer the URL of the server, which is known once it listens
 */
export function createMetricsEndpoint(
  metrics: Pick<Metrics, 'exposition'>,
  token: string | null,
  issuer: () => string,
): MetricsEndpoint {
  const wanted = token === null ? null : digestOf(`Bearer ${token}`);

  return async (request, response) => {
    if (wanted !== null && !timingSafeEqual(digestOf(presentedIn(request)), wanted)) {
      return refuse(request, response, issuer());
    }
    const { contentType, body } = await metrics.exposition();
    answer(response, 200, contentType, body);
  };
}

/** The scheme is written in any case (RFC 9110, section 11.1). */
function presentedIn({ headers }: IncomingMessage): string {
  return (headers.authorization ?? '').replace(/^bearer +/i, 'Bearer ');
}

const digestOf = (text: string) => createHash('sha256').update(text).digest();

function refuse(request: IncomingMessage, response: ServerResponse, issuer: string): void {
  const failure = new Failure(
    'unauthenticated',
    'Metrics need the bearer token of KEYPLANE_METRICS_TOKEN.',
  );
  const problem = problemOf(failure, requestIdOf(request.headers), issuer);
  response.setHeader('www-authenticate', 'Bearer realm="keyplane-metrics"');
  answer(response, problem.status, 'application/problem+json', JSON.stringify(problem));
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
