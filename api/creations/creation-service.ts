import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { isWhollyPresented, judgeMaker, type RunVerdict } from './abandonment';
import { bodyHash } from './body-hash';
import type { CreationStore, KnownCreation } from './creation-store';
import type { CreatedKind, Creations } from './creations';
import { type Run, runWithoutLease, standingOf } from './run';
import { requireLiveRun } from './run-service';
import type { RunStore } from './run-store';

interface RunCaller {
  readonly creatorId: string;
  readonly teamId: string | null;
  readonly stack: string;
  readonly run: string;
}

export function createCreations(dependencies: {
  store: CreationStore;
  runs: RunStore;
  clock: Clock;
}): Creations {
  const { store, runs, clock } = dependencies;

  /** The caller's own run, which cannot be found cut off until the unit of work ends. */
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

  /** Finding a run cut off ends it: what it writes later is refused. */
  async function verdictOn(
    asking: Run,
    other: { readonly run: string; readonly createdAt: Date },
  ): Promise<RunVerdict> {
    const { creatorId } = asking;
    const now = clock.now();
    const known = await runs.findForUpdate(creatorId, other.run);
    const maker = known ?? runWithoutLease(other.run, creatorId, other.createdAt);
    const makerLastCreatedAt = (await store.lastCreatedAt(creatorId, other.run)) ?? other.createdAt;
    const verdict = judgeMaker({ maker, makerLastCreatedAt, asking }, now);
    if (known?.ending === null && verdict.kind === 'cut_off') {
      await runs.end(creatorId, other.run, 'cut_off', now);
    }
    return verdict;
  }

  async function isReplaceable(
    { teamId, stack }: RunCaller,
    creation: KnownCreation,
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
        const since = await store.presentationSince(teamId, stack, verdict.lastAliveAt);
        if (isWhollyPresented(since)) return true;
        throw abandonedCreation(creation, since.recorded - since.seenSince);
      }
    }
  }

  return {
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
        if (creation.run === run) continue;
        if (await isReplaceable(asking, creation, own)) replaceable.push(creation.resourceId);
      }
      return replaceable;
    },

    isUnrecorded: (resourceId) => store.lockUnrecorded(resourceId),

    async areAbandoned({ principal, run }, resourceIds) {
      if (resourceIds.length === 0) return true;
      const found = await store.find(resourceIds);
      if (found.length < resourceIds.length) return false;
      for (const creation of found) {
        if (creation.recordedAt !== null || creation.run === run) return false;
        if (creation.creatorId !== principal.id) return false;
        const known = await runs.findForUpdate(creation.creatorId, creation.run);
        const maker =
          known ?? runWithoutLease(creation.run, creation.creatorId, creation.createdAt);
        if (standingOf(maker, clock.now()) === 'live') return false;
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

    async wasNamedSince(resourceId, since) {
      const [creation] = await store.find([resourceId]);
      return creation === undefined || (creation.namedAt !== null && creation.namedAt >= since);
    },

    async name({ principal: { teamId }, stack }, resourceIds) {
      if (teamId === null || resourceIds.length === 0) return;
      await store.eraseAnswersOf(await store.name(resourceIds, { teamId, stack }, clock.now()));
    },

    async recordDelivered({ principal, run }, resourceIds) {
      if (run === null || resourceIds.length === 0) return;
      const of = { creatorId: principal.id, run };
      await store.eraseAnswersOf(await store.record(resourceIds, clock.now(), of));
    },

    async recordUsed(resourceIds) {
      await store.record(resourceIds, clock.now());
      await store.eraseAnswersOf(resourceIds);
    },

    async forget(resourceIds) {
      await store.markGone(resourceIds, clock.now());
      await store.eraseAnswersOf(resourceIds);
    },
  };
}

function runOf({ stack, run, principal }: Caller): RunCaller | undefined {
  if (stack === null || run === null) return undefined;
  return { creatorId: principal.id, teamId: principal.teamId, stack, run };
}

/** Ends by itself: the other run renews its lease, or it lapses. */
export function runInDoubt(run: string): Failure {
  return new Failure(
    'run_in_doubt',
    `The run ${run} of this stack has made the same, and may still be at work. Repeat the ` +
      'request: within seconds that run either renews its lease or turns out to be cut off.',
  );
}

const WHAT: Readonly<Record<CreatedKind, string>> = {
  role: 'role',
  service_account: 'service account',
  service_account_key: 'service account key',
  application_key: 'application key',
  service_key: 'service key',
  token: 'token',
  group: 'group',
  member: 'member',
  wallet: 'wallet',
  federated_identity: 'federated identity',
};

function abandonedCreation({ kind, resourceId, createdAt }: KnownCreation, unseen: number) {
  const what = WHAT[kind];
  return new Failure(
    'abandoned_creation',
    `An equal ${what}, ${resourceId}, was created at ${createdAt.toISOString()} by a run of this ` +
      `stack that was cut off. A state may hold it: Terraform has not shown ${unseen} of the ` +
      "stack's objects since then, so it was not replaced. Run a plan of the whole configuration " +
      `without -target and apply again, import ${resourceId}, or delete it if nobody needs it.`,
    { resourceId },
  );
}

/** An abandoned creation on which something of somebody else's depends. */
export function abandonedButInUse(kind: CreatedKind, resourceId: string): Failure {
  return new Failure(
    'abandoned_creation',
    `An equal ${WHAT[kind]}, ${resourceId}, was created by a run of this stack that was cut off, ` +
      'and something else depends on it since then, so it was not replaced. Import ' +
      `${resourceId}, or delete it if nobody needs it.`,
    { resourceId },
  );
}
