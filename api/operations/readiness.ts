import type { Log } from './log';

export type UnreadyReason =
  'starting' | 'shutting_down' | 'database_unavailable' | 'not_migrated' | 'not_writable';

export interface ReadinessReport {
  readonly ready: boolean;
  readonly reason?: UnreadyReason;
}

/**
 * Resolves to the reason why no requests should come here, or to `null`. If the check fails, the
 * database is the reason.
 */
export type ReadinessCheck = () => Promise<UnreadyReason | null>;

/** Whether a load balancer should send requests here. */
export interface Readiness {
  /** Ready from now on while every check passes. The first check that does not pass gives the reason. */
  started(checks: readonly ReadinessCheck[]): void;
  shuttingDown(): void;
  report(): Promise<ReadinessReport>;
}

type Phase =
  | { readonly name: 'starting' }
  | { readonly name: 'started'; readonly checks: readonly ReadinessCheck[] }
  | { readonly name: 'shutting_down' };

export function createReadiness(options: { log: Log; databaseTimeoutMs: number }): Readiness {
  const { log, databaseTimeoutMs } = options;
  let phase: Phase = { name: 'starting' };
  // Anybody may ask, any number of times, but the database is asked once at a time.
  let underWay: Promise<ReadinessReport> | undefined;

  async function judge(checks: readonly ReadinessCheck[]): Promise<ReadinessReport> {
    try {
      const reasons = await within(databaseTimeoutMs, Promise.all(checks.map((check) => check())));
      const reason = reasons.find((each) => each !== null);
      return reason === undefined ? { ready: true } : { ready: false, reason };
    } catch (error) {
      log.warn({ err: error }, 'not ready: the database does not answer');
      return { ready: false, reason: 'database_unavailable' };
    } finally {
      underWay = undefined;
    }
  }

  return {
    started(checks) {
      if (phase.name === 'starting') phase = { name: 'started', checks };
    },
    shuttingDown() {
      phase = { name: 'shutting_down' };
    },
    async report() {
      if (phase.name !== 'started') return { ready: false, reason: phase.name };
      underWay ??= judge(phase.checks);
      return underWay;
    },
  };
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
