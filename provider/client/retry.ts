import type { HttpRequest } from './http-sender';

/** How long to go on, and how slowly. */
export interface RetryPolicy {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** For an endpoint that has answered before: it is restarting, most likely. */
  readonly patienceMs: number;
  /** For one that never has: it is mistyped, most likely. */
  readonly firstContactPatienceMs: number;
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
  attemptMs: 30_000,
  // CI runners kill what has not ended some ten seconds after they asked it to (GitHub Actions
  // interrupts a second time after 7.5 s), and Terraform has to save its state within that time.
  sentWriteGraceMs: 5_000,
};

// None makes anything that a repeat would make twice.
const REPEATABLE_POSTS =
  /\/(v1\/(creations\/confirm|dry-runs|runs\/(renew|finish|cut-off)|keys\/[^/]+\/claim|usage\/query|cost-estimates)|oauth2\/(token|revoke))$/;

/** Whether a request whose answer was lost may be sent again. */
export function isRepeatable({ method, path, headers }: HttpRequest): boolean {
  return method !== 'POST' || 'idempotency-key' in headers || REPEATABLE_POSTS.test(path);
}

/** Whether Keyplane may have changed something by the time that its answer is lost. */
export function isWrite({ method, headers }: HttpRequest): boolean {
  return method === 'PATCH' || method === 'DELETE' || 'idempotency-key' in headers;
}

/** Exponential with half of it jitter, and never before the server's `Retry-After`. */
export function retryDelayMs(
  attempt: number,
  policy: RetryPolicy,
  retryAfter: string | undefined,
  now: Date,
  random: () => number = Math.random,
): number {
  const longest = Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** attempt);
  const backoff = longest * (0.5 + random() / 2);
  return Math.max(backoff, retryAfterMs(retryAfter, now));
}

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterMs(text: string | undefined, now: Date): number {
  if (text === undefined) return 0;
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}
