import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem } from './api-error';
import type { Call, CallOptions } from './call';
import type { ClientLogger } from './transport';

/**
 * Tells Keyplane that this process, a run, works for a connected Terraform, and at the end what
 * became of it. From that, Keyplane knows whether a state may hold what the run created.
 */
export interface RunLease {
  /**
   * Runs before anything is created. It begins once for all callers that wait, and renews the lease
   * until the run ends.
   */
  begin(): Promise<void>;
  /**
   * Runs after the lease has lapsed, for example because the machine slept or the server was down.
   */
  renew(options: CallOptions): Promise<void>;
  /** Records that Terraform has the object in an answer. */
  delivered(made: { readonly id?: string; readonly secretVersion?: number }): void;
  /** While Terraform is not connected, nothing is renewed. */
  connectionChanged(isConnected: boolean): void;
  /**
   * Terraform has ended this process normally, so what was delivered is recorded. Never rejects. If
   * Keyplane cannot be told, the lease lapses, and the next refresh records it.
   */
  finish(): Promise<void>;
  /** Terraform is gone. Never rejects. */
  cutOff(): Promise<void>;
}

export interface RunLeaseCalls {
  renew(options: CallOptions): Promise<void>;
  finish(
    delivered: {
      readonly ids: readonly string[];
      readonly secretVersions: readonly number[];
      readonly more: boolean;
    },
    options: CallOptions,
  ): Promise<void>;
  cutOff(options: CallOptions): Promise<void>;
}

export interface RunLeaseOptions {
  readonly calls: RunLeaseCalls;
  readonly logger: ClientLogger;
  readonly renewEveryMs?: number;
  readonly endWithinMs?: number;
}

/** A fifth of the lease: several renewals may be lost. */
const RENEW_EVERY_MS = 2_000;
/** Terraform kills a provider 2 s after it was asked to end. */
const END_WITHIN_MS = 1_800;
const MAX_PER_CALL = 5_000;

export function createRunLease(options: RunLeaseOptions): RunLease {
  const { calls, logger, renewEveryMs = RENEW_EVERY_MS, endWithinMs = END_WITHIN_MS } = options;
  const ids: string[] = [];
  const secretVersions: number[] = [];
  const ended = new AbortController();
  let beginning: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isRenewing = false;
  let isConnected = true;

  function keepRenewing(): void {
    timer ??= setInterval(() => void renewQuietly(), renewEveryMs).unref();
  }

  function stopRenewing(): void {
    clearInterval(timer);
    timer = undefined;
  }

  async function renewQuietly(): Promise<void> {
    if (isRenewing) return;
    isRenewing = true;
    try {
      await calls.renew({ signal: ended.signal });
    } catch (error) {
      logger.debug('Could not renew the lease of this run', { error: String(error) });
      if (error instanceof ApiProblem && error.problem.code === 'run_ended') stopRenewing();
    } finally {
      isRenewing = false;
    }
  }

  /** @returns whether there was a run to end */
  async function end(what: string, tell: (signal: AbortSignal) => Promise<void>): Promise<void> {
    stopRenewing();
    if (beginning === undefined || ended.signal.aborted) return;
    ended.abort(new Error('the run has ended'));
    const deadline = new AbortController();
    const told = tell(deadline.signal).catch((error: unknown) =>
      logger.debug(`Could not tell Keyplane that this run ${what}`, { error: String(error) }),
    );
    const timeUp = new AbortController();
    await Promise.race([
      told,
      sleep(endWithinMs, undefined, { signal: timeUp.signal }).catch(() => undefined),
    ]);
    timeUp.abort();
    deadline.abort(new Error('there is no more time'));
  }

  return {
    begin() {
      beginning ??= calls.renew({ signal: ended.signal }).then(
        () => {
          if (isConnected && !ended.signal.aborted) keepRenewing();
        },
        (error: unknown) => {
          beginning = undefined;
          throw error;
        },
      );
      return beginning;
    },

    renew: (callOptions) => calls.renew(callOptions),

    delivered({ id, secretVersion }) {
      if (id !== undefined) ids.push(id);
      if (secretVersion !== undefined) secretVersions.push(secretVersion);
    },

    connectionChanged(connected) {
      isConnected = connected;
      if (!connected) stopRenewing();
      else if (beginning !== undefined && !ended.signal.aborted) keepRenewing();
    },

    finish: () =>
      end('has finished', async (signal) => {
        do {
          const batch = {
            ids: ids.splice(0, MAX_PER_CALL),
            secretVersions: secretVersions.splice(0, MAX_PER_CALL),
          };
          const more = ids.length + secretVersions.length > 0;
          await calls.finish({ ...batch, more }, { signal });
        } while (ids.length + secretVersions.length > 0);
      }),

    cutOff: () => end('was cut off', (signal) => calls.cutOff({ signal })),
  };
}

/** The calls of a lease, over a connection that is opened with the first of them. */
export function createRunLeaseCalls(open: () => Call): RunLeaseCalls {
  let opened: Call | undefined;
  const post = async (path: string, { signal }: CallOptions, body?: object): Promise<void> => {
    const call = (opened ??= open());
    await call({ method: 'POST', path, signal, ...(body !== undefined && { body }) });
  };
  return {
    renew: (options) => post('/v1/runs/renew', options),
    finish: ({ ids, secretVersions, more }, options) =>
      post('/v1/runs/finish', options, { ids, secret_versions: secretVersions, more }),
    cutOff: (options) => post('/v1/runs/cut-off', options),
  };
}
