import type { Transport } from './transport';

export interface CallOptions {
  readonly signal: AbortSignal;
}

export interface CallRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path below the endpoint, such as `/v1/roles`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
  /** Whether a POST changes nothing, so that it may be sent again if its answer is lost. */
  readonly isSafe?: boolean;
}

/** The `Authorization` header of a call that is about to be made. */
export type Authorize = () => Promise<string>;

/**
 * Sends JSON and returns the JSON of the answer. Undefined for an answer without a body. After the
 * signal has aborted, it sends nothing, not even the request for a token.
 */
export type Call = (request: CallRequest) => Promise<unknown>;

export function createCall(
  transport: Pick<Transport, 'send'>,
  { authorize }: { readonly authorize: Authorize },
): Call {
  return async ({ method, path, query, body, idempotencyKey, isSafe, signal }) => {
    signal.throwIfAborted();
    return transport.send({
      method,
      path: path + queryText(query),
      headers: {
        authorization: await unlessAborted(authorize(), signal),
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(isSafe !== undefined && { isSafe }),
      signal,
    });
  };
}

/**
 * Waits for a shared result. The wait ends when the signal aborts, and others can still use the
 * result.
 */
export async function unlessAborted<T>(waitedFor: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
  });
  try {
    return await Promise.race([waitedFor, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function queryText(query: CallRequest['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const each of [value].flat()) parameters.append(name, String(each));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}
