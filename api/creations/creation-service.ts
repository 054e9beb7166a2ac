import type { Clock } from '../domain/clock';
import type { Caller } from '../domain/principal';
import { abandonedCreation } from './abandoned-failures';
import { isWhollyPresented, judgeMaker, latest, type RunVerdict } from './abandonment';
import { bodyHash } from './body-hash';
import type { AnswerStore } from './answer-store';
import type { CreationStore, KnownCreation } from './creation-store';
import type { Creations } from './creations';
import { type Run, runWithoutLease } from './run';
import { runInDoubt } from './run-failures';
import { requireLiveRun } from './run-fence';
import type { RunStore } from './run-store';

interface RunCaller {
  readonly creatorId: string;
  readonly teamId: string | null;
  readonly stack: string;
  readonly run: string;
}

/** A creation that was not adopted from a state. */
type MadeByRun = KnownCreation & { readonly run: string };

/** How many of a stack's objects a refusal names. */
const NAMED_UNSEEN = 3;

export function createCreations(dependencies: {
  store: CreationStore;
  answers: Pick<AnswerStore, 'eraseOf'>;
  runs: RunStore;
  clock: Clock;
}): Creations {
  const { store, answers, runs, clock } = dependencies;

  /** The caller's own run, which cannot be cut off before the unit of work ends. */
  async function ownRun({ creatorId, teamId, stack, run }: RunCaller): Promise<Run> {
    const at = clock.now();
    const own =
      (await runs.findForShare(creatorId, run)) ??
      ((await runs.insert({ id: run, creatorId, teamId, stack, at }))
        ? runWithoutLease(run, creatorId, at)
        : await runs.findForShare(creatorId, run));
    if (own === undefined) throw new Error('A run that was inserted is gone.');
    requireLiveRun(own, at);
    return own;
  }

  /**
   * If a run is found to be cut off, it has ended: what it writes later is refused. A unit of work
   * never waits here for another one, because it has already locked objects that the other one may
   * be waiting for.
   */
  async function verdictOn(
    asking: Run,
    other: { readonly run: string; readonly createdAt: Date },
  ): Promise<RunVerdict> {
    const { creatorId } = asking;
    const now = clock.now();
    const known = await runs.find(creatorId, other.run);
    const lastCreatedAt = await store.lastCreatedAt(creatorId, other.run);
    const makerLastCreatedAt = latest(lastCreatedAt ?? other.createdAt, other.createdAt);
    const maker = known ?? runWithoutLease(other.run, creatorId, other.createdAt);
    const verdict = judgeMaker({ maker, makerLastCreatedAt, asking }, now);
    if (verdict.kind !== 'cut_off' || known === undefined || known.ending !== null) return verdict;

    const free = await runs.findForUpdateIfFree(creatorId, other.run);
    if (free === undefined) return { kind: 'in_doubt' };
    const again = judgeMaker({ maker: free, makerLastCreatedAt, asking }, now);
    if (again.kind === 'cut_off') await runs.end(creatorId, other.run, 'cut_off', now);
    return again;
  }

  async function isReplaceable(
    { teamId, stack }: RunCaller,
    creation: MadeByRun,
    own: Run,
  ): Promise<boolean> {
    const verdict = await verdictOn(own, creation);
    switch (verdict.kind) {
      case 'in_progress':
        return false;
      case 'in_doubt':
        throw runInDoubt(creation.run);
      case 'undelivered':
        return true;
      case 'cut_off': {
        const presented = await store.presentationSince(teamId, stack, verdict.lastAliveAt);
        if (isWhollyPresented(presented)) return true;
        const unseen = await store.unseenSince(teamId, stack, verdict.lastAliveAt, NAMED_UNSEEN);
        throw abandonedCreation(creation, presented, unseen);
      }
    }
  }

  return {
    async begin(caller) {
      const asking = runOf(caller);
      if (asking !== undefined) await ownRun(asking);
    },

    async replaceable(caller, kind, body) {
      const asking = runOf(caller);
      if (asking === undefined) return [];
      const own = await ownRun(asking);
      const { creatorId, stack, run } = asking;
      const found = await store.findUnrecorded({
        creatorId,
        stack,
        kind,
        bodyHash: bodyHash(body),
      });
      const replaceable: string[] = [];
      for (const creation of found) {
        if (creation.run === null || creation.run === run) continue;
        if (await isReplaceable(asking, { ...creation, run: creation.run }, own))
          replaceable.push(creation.resourceId);
      }
      return replaceable;
    },

    lockUnrecorded: async (resourceIds) => new Set(await store.lockUnrecorded(resourceIds)),

    async areAbandoned(caller, resourceIds) {
      if (resourceIds.length === 0) return true;
      const asking = runOf(caller);
      if (asking === undefined) return false;
      const own = await ownRun(asking);
      const found = await store.find(resourceIds);
      if (found.length < resourceIds.length) return false;
      for (const creation of found) {
        const { recordedAt, creatorId, stack, run } = creation;
        const isForeign = creatorId !== asking.creatorId || stack !== asking.stack;
        if (recordedAt !== null || isForeign || run === null || run === asking.run) return false;
        if (!(await isReplaceable(asking, { ...creation, run }, own))) return false;
      }
      return true;
    },

    async remember(caller, kind, body, resourceId) {
      const { stack, run, principal } = caller;
      if (stack === null || run === null) return;
      await store.insert({
        resourceId,
        kind,
        teamId: principal.teamId,
        creatorId: principal.id,
        stack,
        run,
        bodyHash: bodyHash(body),
        createdAt: clock.now(),
      });
    },

    async takeOver({ run }, resourceId) {
      if (run !== null) await store.changeRun(resourceId, run);
    },

    async judge(caller, other) {
      const asking = runOf(caller);
      if (asking === undefined) return { kind: 'in_progress' };
      return verdictOn(await ownRun(asking), other);
    },

    async wasNamedSince({ stack }, resourceId, since) {
      const [creation] = await store.find([resourceId]);
      if (creation === undefined) return false;
      return creation.stack === stack && creation.namedAt !== null && creation.namedAt > since;
    },

    async name({ principal: { teamId }, stack }, resourceIds) {
      if (teamId === null || resourceIds.length === 0) return;
      await answers.eraseOf(await store.name(resourceIds, { teamId, stack }, clock.now()));
    },

    async recordDelivered({ principal, run }, resourceIds) {
      if (run === null || resourceIds.length === 0) return;
      const of = { creatorId: principal.id, run };
      await answers.eraseOf(await store.record(resourceIds, clock.now(), of));
    },

    async recordUsed(resourceIds) {
      await store.record(resourceIds, clock.now());
      await answers.eraseOf(resourceIds);
    },

    eraseAnswers: (resourceIds) => answers.eraseOf(resourceIds),

    async forget(resourceIds) {
      await store.markGone(resourceIds, clock.now());
      await answers.eraseOf(resourceIds);
    },
  };
}

function runOf({ stack, run, principal }: Caller): RunCaller | undefined {
  if (stack === null || run === null) return undefined;
  return { creatorId: principal.id, teamId: principal.teamId, stack, run };
}
