import { setTimeout as sleep } from 'node:timers/promises';
import type { CallOptions } from './call';
import type { Notice } from './notices';
import type { ClientLogger } from './transport';
import { describeVersionGap, OLDEST_SERVER } from './version-gap';

/** Compares the version of the server with that of the provider. */
export interface VersionWatch {
  /**
   * Does the first work of this process, and asks for the version of the server meanwhile. Later
   * work is done without that. Terraform starts a process for each plan and for each apply, so each
   * of them warns once.
   */
  during<T>(
    work: () => Promise<T>,
    options: CallOptions & { readonly warn: (notice: Notice) => void },
  ): Promise<T>;
}

export interface VersionWatchOptions {
  readonly providerVersion: string;
  readonly endpoint: string;
  /** `whoami`. Servers before 0.1.0 do not report their version in it. */
  readonly self: (options: CallOptions) => Promise<{ readonly server_version?: string }>;
  readonly logger: ClientLogger;
  readonly patienceMs?: number;
}

/** What a create has made must reach the state, even if the server stops answering after it. */
const PATIENCE_MS = 2_000;

export function createVersionWatch(options: VersionWatchOptions): VersionWatch {
  const { providerVersion, endpoint, self, logger, patienceMs = PATIENCE_MS } = options;
  let isAsked = false;

  /** Never rejects. If the server cannot be asked, the work itself reports that. */
  async function look(callOptions: CallOptions): Promise<Notice | undefined> {
    try {
      const { server_version: server } = await self(callOptions);
      const versions = { provider: providerVersion, server, oldestServer: OLDEST_SERVER };
      return describeVersionGap(versions, endpoint);
    } catch (error) {
      logger.debug('Could not ask for the version of the server', { error: String(error) });
      return undefined;
    }
  }

  return {
    async during(work, { signal, warn }) {
      if (isAsked) return work();
      isAsked = true;
      const notice = look({ signal });
      try {
        return await work();
      } finally {
        const found = await withinTime(notice, patienceMs);
        if (found !== undefined) warn(found);
      }
    },
  };
}

async function withinTime<T>(awaited: Promise<T>, ms: number): Promise<T | undefined> {
  const settled = new AbortController();
  const timeUp = sleep(ms, undefined, { signal: settled.signal }).catch(() => undefined);
  try {
    return await Promise.race([awaited, timeUp]);
  } finally {
    settled.abort();
  }
}
