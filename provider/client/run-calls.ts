import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem } from './api-error';
import { type Call, unlessAborted } from './call';
import type { Confirmations } from './confirmations';
import type { Notices } from './notices';
import type { RunLease } from './run-lease';
import type { ClientLogger } from './transport';

const ASK_AGAIN_MS = 1_000;
const MOST_RENEWALS = 20;

export interface RunCallsOptions {
  readonly lease: Pick<RunLease, 'begin' | 'renew'>;
  readonly confirmations: Pick<Confirmations, 'confirm' | 'flush' | 'hasWaiting'>;
  /**
   * What the state holds, if this process can read it. With `-target`, Terraform presents only a
   * part of it.
   */
  readonly heldIds: () => readonly string[];
  readonly notices: Notices;
  readonly logger: ClientLogger;
  readonly askAgainMs?: number;
}

/**
 * Makes calls on behalf of a run. Before the run creates anything, Keyplane knows that the run is
 * alive and what its state holds. If the lease has lapsed, it is renewed. If another run has
 * created an equal object, the call waits until the result of that run is known.
 */
export function createRunCalls(send: Call, options: RunCallsOptions): Call {
  const { lease, confirmations, heldIds, notices, logger, askAgainMs = ASK_AGAIN_MS } = options;
  let isStateNamed = false;

  function nameStateOnce(): void {
    if (isStateNamed) return;
    isStateNamed = true;
    for (const id of heldIds()) confirmations.confirm(id);
  }

  return async (request) => {
    if (request.idempotencyKey !== undefined) {
      nameStateOnce();
      if (confirmations.hasWaiting) await unlessAborted(confirmations.flush(), request.signal);
      await unlessAborted(lease.begin(), request.signal);
    }
    const startedAt = performance.now();
    let renewals = 0;
    let waitedFor: string | undefined;
    for (;;) {
      try {
        const answer = await send(request);
        if (waitedFor !== undefined) notices.add(waited(waitedFor, performance.now() - startedAt));
        return answer;
      } catch (error) {
        const code = error instanceof ApiProblem ? error.problem.code : undefined;
        if (code === 'run_lease_expired' && renewals < MOST_RENEWALS) {
          renewals += 1;
          await lease.renew({ signal: request.signal });
        } else if (code === 'run_in_doubt' && error instanceof ApiProblem) {
          if (waitedFor === undefined) {
            logger.info('Waiting for another run of this stack', { detail: error.message });
          }
          waitedFor = error.message;
          await sleep(askAgainMs, undefined, { signal: request.signal });
        } else {
          throw error;
        }
      }
    }
  };
}

function waited(why: string, ms: number) {
  return {
    summary: 'Waited for another run of this stack',
    detail:
      `This resource waited for ${Math.ceil(ms / 1000)} s, because Keyplane did not know ` +
      'whether the other run was still in progress. ' +
      `${why.replace(/ Repeat the request\. .*$/s, '')} If the other run was cut off, Keyplane ` +
      'has since replaced the objects that the other run created and that are in no state.',
  };
}
