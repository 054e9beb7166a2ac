import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import { mayChangeSomething } from '../domain/permission';
import type { Caller, TeamCaller } from '../domain/principal';
import type { Creations } from './creations';
import type { NameableFilter } from './nameable';
import { LEASE_SECONDS } from './run';
import { runEnded } from './run-failures';
import type { RunStore } from './run-store';
import type { SecretRecords } from './secret-records';

/** What a run has delivered to Terraform. */
export interface Delivered {
  readonly ids: readonly string[];
  readonly secretVersions: readonly number[];
}

export interface RunService {
  /**
   * Begins the run's lease, or renews it.
   * @throws Failure `invalid_request` if the headers name no stack and run; `run_ended`
   */
  renew(caller: TeamCaller): Promise<void>;
  /**
   * Terraform has finished the run: what it delivered is recorded. With `more`, the rest follows in another
   * call, and the run goes on until then.
   * @throws Failure `run_ended` if it was cut off
   */
  finish(caller: TeamCaller, delivered: Delivered & { readonly more: boolean }): Promise<void>;
  /**
   * The run has lost its connection to Terraform. Objects that it created and that nobody has
   * recorded are abandoned.
   */
  cutOff(caller: TeamCaller): Promise<void>;
}

export function createRunService(dependencies: {
  runs: RunStore;
  creations: Pick<Creations, 'recordDelivered'>;
  keys: Pick<SecretRecords, 'recordSecretsOfRun'>;
  nameable: NameableFilter;
  unitOfWork: UnitOfWork;
  clock: Clock;
}): RunService {
  const { runs, creations, keys, nameable, unitOfWork, clock } = dependencies;

  /**
   * The run's own creator records all of it. A token with a scope records only what its permissions show.
   */
  async function whatMayBeRecorded(caller: TeamCaller, delivered: Delivered): Promise<Delivered> {
    if (!caller.principal.narrowed) return delivered;
    return {
      ids: await nameable.ids(caller, delivered.ids),
      secretVersions: await nameable.secretVersions(caller, delivered.secretVersions),
    };
  }

  return {
    renew: (caller) =>
      unitOfWork.run(async () => {
        const { run, stack } = namedRun(caller);
        const { id: creatorId, teamId } = caller.principal;
        const at = clock.now();
        if (await runs.insert({ id: run, creatorId, teamId, stack, at })) {
          // From here on this run may replace what the ended runs left, because none of them can write now.
          await runs.cutOffLapsed(creatorId, stack, leaseBegan(at), at);
          return;
        }
        if (await runs.renew(creatorId, run, at)) return;
        const ended = await runs.find(creatorId, run);
        if (ended !== undefined) throw runEnded(ended);
      }),

    finish: (caller, { ids, secretVersions, more }) =>
      unitOfWork.run(async () => {
        const { run, stack } = namedRun(caller);
        const { id: creatorId, teamId } = caller.principal;
        const at = clock.now();
        await runs.insert({ id: run, creatorId, teamId, stack, at });
        const known = await runs.findForUpdate(creatorId, run);
        if (known?.ending === 'cut_off') throw runEnded(known);
        const held = await whatMayBeRecorded(caller, { ids, secretVersions });
        await keys.recordSecretsOfRun(caller, held.secretVersions);
        await creations.recordDelivered(caller, held.ids);
        if (!more) await runs.end(creatorId, run, 'finished', at);
      }),

    cutOff: (caller) =>
      unitOfWork.run(async () => {
        const { run, stack } = namedRun(caller);
        const { id: creatorId, teamId } = caller.principal;
        const at = clock.now();
        await runs.insert({ id: run, creatorId, teamId, stack, at });
        await runs.findForUpdate(creatorId, run);
        await runs.end(creatorId, run, 'cut_off', at);
      }),
  };
}

/**
 * Beginning or ending a run is a write. An access token that may only read can do neither.
 * @throws Failure `invalid_request`, `insufficient_permissions`
 */
function namedRun({ run, stack, principal }: Caller): { run: string; stack: string } {
  if (principal.narrowed && !mayChangeSomething(principal.grant)) {
    throw new Failure(
      'insufficient_permissions',
      'A run creates or changes something, but this access token has only permissions that ' +
        'change nothing.',
    );
  }
  if (run !== null && stack !== null) return { run, stack };
  throw new Failure(
    'invalid_request',
    'The headers Keyplane-Stack and Keyplane-Run must name the stack and the run, each with 1 to ' +
      '200 printable ASCII characters.',
  );
}

/** Runs whose last renewal is at this time or earlier have lapsed. */
function leaseBegan(now: Date): Date {
  return new Date(now.getTime() - LEASE_SECONDS * 1000);
}
