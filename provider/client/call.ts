import type { Transport } from './transport';

export interface CallOptions {
  readonly signal: AbortSignal;
}

export interface CallRequest extends CallOptions {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the endpoint, as in `/v1/roles`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/** Sends JSON and gives the JSON that was answered; undefined for an answer without a body. */
export type Call = (request: CallRequest) => Promise<unknown>;

export function createCall(
  transport: Transport,
  { endpoint, authorization }: { endpoint: string; authorization: string },
): Call {
  return async ({ method, path, query = {}, body, idempotencyKey, signal }) => {
    const url = new URL(endpoint + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const request = new Request(url, {
      method,
      signal,
      headers: {
        authorization,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const response = await transport.fetch(request);
    return response.body === null ? undefined : response.json();
  };
}
