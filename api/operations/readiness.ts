import type { Log } from './log';

export interface ReadinessReport {
  readonly ready: boolean;
  readonly reason?: 'starting' | 'shutting_down' | 'database_unavailable' | 'not_migrated';
}

/** Whether a load balancer should send requests here. */
export interface Readiness {
  started(isMigrated: () => Promise<boolean>): void;
  shuttingDown(): void;
  report(): Promise<ReadinessReport>;
}

type Phase =
  | { readonly name: 'starting' }
  | { readonly name: 'started'; readonly isMigrated: () => Promise<boolean> }
  | { readonly name: 'shutting_down' };

export function createReadiness(options: { log: Log; databaseTimeoutMs: number }): Readiness {
  const { log, databaseTimeoutMs } = options;
  let phase: Phase = { name: 'starting' };
  // Anybody may ask, any number of times; the database is asked once at a time.
  let underWay: Promise<ReadinessReport> | undefined;

  async function askDatabase(isMigrated: () => Promise<boolean>): Promise<ReadinessReport> {
    try {
      const migrated = await within(databaseTimeoutMs, isMigrated());
      return migrated ? { ready: true } : { ready: false, reason: 'not_migrated' };
    } catch (error) {
      log.warn({ err: error }, 'not ready: the database does not answer');
      return { ready: false, reason: 'database_unavailable' };
    } finally {
      underWay = undefined;
    }
  }

  return {
    started(isMigrated) {
      if (phase.name === 'starting') phase = { name: 'started', isMigrated };
    },
    shuttingDown() {
      phase = { name: 'shutting_down' };
    },
    async report() {
      if (phase.name !== 'started') return { ready: false, reason: phase.name };
      underWay ??= askDatabase(phase.isMigrated);
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
