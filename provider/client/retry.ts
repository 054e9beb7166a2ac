import type { HttpRequest } from '../../http-client';

/** How long to continue, and how slowly. */
export interface RetryPolicy {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** For an endpoint that has answered before: it is probably restarting. */
  readonly patienceMs: number;
  /** For an endpoint that has never answered: it is probably mistyped. */
  readonly firstContactPatienceMs: number;
  /** The longest wait that a 429 may ask for: if it asks for more, a later run is better. */
  readonly longestWaitMs: number;
  /** How long one attempt may take. */
  readonly attemptMs: number;
  /** How long a write that was sent may still take after its operation was aborted. */
  readonly sentWriteGraceMs: number;
}

export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  firstDelayMs: 200,
  longestDelayMs: 10_000,
  patienceMs: 60_000,
  firstContactPatienceMs: 8_000,
  longestWaitMs: 600_000,
  attemptMs: 30_000,
  // CI runners kill what has not ended some ten seconds after they asked it to (GitHub Actions
  // interrupts a second time after 7.5 s), and Terraform has to save its state within that time.
  sentWriteGraceMs: 5_000,
};

// Repeating any of these POST requests creates nothing twice.
const REPEATABLE_POSTS =
  /\/(v1\/(creations\/confirm|dry-runs|runs\/(renew|finish|cut-off)|keys\/[^/]+\/claim|usage\/query|cost-estimates)|oauth2\/(token|revoke|introspect))$/;

/** Whether a request whose answer was lost may be sent again. */
export function isRepeatable({ method, path, headers }: HttpRequest): boolean {
  return method !== 'POST' || 'idempotency-key' in headers || REPEATABLE_POSTS.test(path);
}

/** Whether Keyplane may have changed something if the answer is lost. */
export function isWrite({ method, headers }: HttpRequest): boolean {
  return method === 'PATCH' || method === 'DELETE' || 'idempotency-key' in headers;
}

/** What to do about a failed attempt. */
export type NextStep =
  | { readonly waitMs: number }
  /** `askedFor` is the wait that the server asks for and that is too long, in milliseconds. */
  | { readonly giveUp: true; readonly askedFor: number | undefined };

export interface FailedAttempt {
  readonly number: number;
  /** `never` if another attempt would change nothing. `patiently` if the reason ends by itself. */
  readonly repeat: 'never' | 'for-a-while' | 'patiently';
  /** The header as it was received. */
  readonly retryAfter: string | undefined;
  readonly isRepeatable: boolean;
  /** The time since the first attempt. */
  readonly elapsedMs: number;
  readonly patienceMs: number;
}

/**
 * The wait grows exponentially, with half of it random, and never ends before the server's
 * `Retry-After`.
 */
export function nextStep(
  attempt: FailedAttempt,
  policy: RetryPolicy,
  now: Date,
  random: () => number = Math.random,
): NextStep {
  const { number, repeat, elapsedMs, patienceMs } = attempt;
  if (repeat === 'never') return { giveUp: true, askedFor: undefined };
  const askedFor = retryAfterMs(attempt.retryAfter, now);
  const longest = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** number);
  const waitMs = Math.max(longest * (0.5 + random() / 2), askedFor);
  const mostMs = repeat === 'patiently' ? policy.longestWaitMs : patienceMs - elapsedMs;
  const isAllowed = repeat === 'patiently' || attempt.isRepeatable;
  if (isAllowed && waitMs <= mostMs) return { waitMs };
  const isTooLong = isAllowed && askedFor > Math.max(policy.longestDelayMs, mostMs);
  return { giveUp: true, askedFor: isTooLong ? askedFor : undefined };
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterMs(text: string | undefined, now: Date): number {
  if (text === undefined) return 0;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** In the largest unit that leaves a whole number of at least one, rounded up: "115 days". */
export function inWords(ms: number): string {
  const [name, unit] = UNITS.find(([, each]) => ms >= each) ?? UNITS[3];
  const count = Math.ceil(ms / unit);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
