/** A proxy that says nothing for this long is given up. */
export const TUNNEL_MS = 30_000;

export function tunnelTimeout(): Error {
  return Object.assign(new Error('no tunnel in time'), { code: 'ETIMEDOUT' });
}

/** The refusal that a proxy sends instead of opening a connection. */
export interface ProxyRefusal {
  /** The answer in words, such as `status 403`. */
  readonly answer: string;
  /**
   * `credentials` if the proxy wants other credentials, or any at all. `lasting` if another attempt
   * cannot change it.
   */
  readonly kind: 'credentials' | 'lasting' | 'passing';
}

interface ProxyFailureOptions extends ErrorOptions {
  /** Absent if the proxy sent no answer. */
  readonly refusal?: ProxyRefusal;
}

/** No connection to the proxy, or a proxy that opens none to the endpoint. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  readonly refusal: ProxyRefusal | undefined;

  constructor({ refusal, ...options }: ProxyFailureOptions) {
    super('The proxy failed', options);
    this.refusal = refusal;
  }
}

export function refusedWithStatus(status: number): ProxyFailure {
  const kind = status === 407 ? 'credentials' : status >= 500 ? 'passing' : 'lasting';
  return new ProxyFailure({ refusal: { answer: `status ${status}`, kind } });
}
