/** What the network does to one request, or to its answer. */
export type Fault =
  /** The connection breaks, and for a while nothing listens. */
  | { readonly kind: 'refuse'; readonly forMs: number }
  /** The connection breaks before the API sees anything. */
  | { readonly kind: 'drop' }
  /** The API sees half of the request, then the connection breaks. */
  | { readonly kind: 'cut-request' }
  /** The API gets the request, and the connection breaks before it can answer. */
  | { readonly kind: 'hang-up' }
  | { readonly kind: 'delay'; readonly byMs: number }
  /**
   * The connection breaks immediately, and the request reaches the API late, possibly after its
   * repeat.
   */
  | { readonly kind: 'late'; readonly byMs: number }
  /** The API has processed the request; its answer is lost with the connection. */
  | { readonly kind: 'swallow' }
  /** A part of the answer arrives, then the connection breaks. */
  | { readonly kind: 'cut-answer'; readonly share: number }
  /** The answer arrives a few bytes at a time. */
  | { readonly kind: 'throttle'; readonly bytes: number; readonly everyMs: number };

export type FaultKind = Fault['kind'];

export const VICTIMS = ['terraform', 'provider', 'api'] as const;
export type Victim = (typeof VICTIMS)[number];

/** SIGKILL. */
export interface Kill {
  readonly victim: Victim;
  /**
   * The moment of the kill: after the API has received the request, or after it has answered and
   * before the provider has the answer.
   */
  readonly moment: 'asked' | 'answered';
  readonly afterMs: number;
  /** If the API is killed: how long until it is started again. */
  readonly downMs: number;
}

/** `writes` counts only requests that change something, so neither confirmations nor reads. */
export type Among = 'requests' | 'writes';

/** At the n-th request of an apply, counted from 1. */
export interface Occasion {
  readonly among: Among;
  readonly n: number;
}

export interface PlannedFault extends Occasion {
  readonly fault: Fault;
}

export interface PlannedKill extends Occasion {
  readonly kill: Kill;
}

/** What goes wrong during one run of terraform. */
export interface Misfortune {
  readonly faults: readonly PlannedFault[];
  readonly kills: readonly PlannedKill[];
}

export const NO_MISFORTUNE: Misfortune = { faults: [], kills: [] };
