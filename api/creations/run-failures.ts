import { Failure } from '../domain/failure';
import { LEASE_SECONDS, type Run } from './run';

export function runEnded({ id, ending }: Run): Failure {
  const why = ending === 'finished' ? 'has finished' : 'was cut off';
  return new Failure(
    'run_ended',
    `The run ${id} ${why}, so nothing more is written on its behalf. Start a new run: apply again.`,
  );
}

export function runLapsed({ id }: Run): Failure {
  return new Failure(
    'run_lease_expired',
    `The run ${id} has not renewed its lease for ${LEASE_SECONDS} seconds. Renew it with ` +
      'POST /v1/runs/renew, then repeat the request.',
  );
}

/** A request of a killed process may arrive late, but a killed process never renews its lease. */
export function runOvertaken({ id }: Run): Failure {
  return new Failure(
    'run_lease_expired',
    `Another run of this stack has begun since the run ${id} last renewed its lease. Renew it with ` +
      'POST /v1/runs/renew, then repeat the request.',
  );
}

/** Resolves by itself: the other run renews its lease, or the lease lapses. */
export function runInDoubt(run: string): Failure {
  return new Failure(
    'run_in_doubt',
    `The run ${run} of this stack has created an object with the same settings, and may still ` +
      'be in progress. Repeat the request. Within seconds, that run either renews its lease or ' +
      'counts as cut off.',
  );
}
