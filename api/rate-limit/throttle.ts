/** Where a counter stands after an attempt was counted. */
export interface ThrottleState {
  readonly allowed: boolean;
  readonly limit: ThrottleLimit;
  readonly remaining: number;
  /** Until the window ends and all attempts are allowed again. */
  readonly resetSeconds: number;
}

export interface ThrottleLimit {
  /** Names the limit to callers, in the `RateLimit` header. */
  readonly name: string;
  readonly attempts: number;
  readonly windowSeconds: number;
}

/** Counts attempts by who makes them. Only ever asked about refused ones. */
export interface Throttle {
  count(who: string, attempts?: number): Promise<ThrottleState>;
}
