/** The state of a counter after an attempt was counted. */
export interface ThrottleState {
  readonly allowed: boolean;
  readonly limit: ThrottleLimit;
  readonly remaining: number;
  /** The time until the window ends and all attempts are allowed again. */
  readonly resetSeconds: number;
}

export interface ThrottleLimit {
  /** Names the limit to callers, in the `RateLimit` header. */
  readonly name: string;
  readonly attempts: number;
  readonly windowSeconds: number;
}

/** Counts attempts by network. Only used for refused attempts. */
export interface Throttle {
  count(who: string, attempts?: number): Promise<ThrottleState>;
}

export interface AttemptOptions {
  /**
   * Attempts with this name are counted separately. If absent, all attempts of a network are
   * counted together.
   */
  readonly caller?: string;
  /** How many attempts to count at once. If absent, one. */
  readonly attempts?: number;
}

/** Counts attempts by the networks that they come from. */
export interface NetworkThrottle {
  count(ip: string, options?: AttemptOptions): Promise<ThrottleState>;
}
