/** The requests of a load generator, as they are sent to its process. */
export interface LoadTarget {
  readonly port: number;
  readonly requests: LoadRequests;
  /** Texts that every right answer contains. */
  readonly markers: readonly string[];
}

export type LoadRequests =
  /** One of these texts, chosen at random each time. */
  | { readonly kind: 'prepared'; readonly texts: readonly string[] }
  /** A text with the n-th secret in the middle, with a random n below `count`. */
  | {
      readonly kind: 'secrets';
      readonly before: string;
      readonly after: string;
      readonly count: number;
    };

/** Each has one request in progress. */
export const CONNECTIONS = 32;

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
  /**
   * The generator's share of one core. If it is near 1, the generator and not the server was the
   * limit.
   */
  readonly generatorBusy: number;
}

export interface LoadOrder {
  readonly target: LoadTarget;
  readonly seconds: number;
}

export type LoadReport = { readonly result: LoadResult } | { readonly failure: string };
