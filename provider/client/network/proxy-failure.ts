interface ProxyFailureOptions extends ErrorOptions {
  /** What the proxy answered; absent if it did not. */
  readonly status?: number;
}

/** No connection to the proxy, or a proxy that opens none to the endpoint. */
export class ProxyFailure extends Error {
  override readonly name = 'ProxyFailure';
  readonly status: number | undefined;

  constructor({ status, ...options }: ProxyFailureOptions) {
    super('The proxy failed', options);
    this.status = status;
  }
}
