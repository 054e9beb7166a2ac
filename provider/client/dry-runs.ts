import { ApiNotKeyplane, type ApiProblemBody, problemFrom } from './api-error';
import type { Call, CallOptions } from './call';

/** A create, an update or a rotation that a plan is about to promise. */
export interface DryRunQuestion {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: object;
  /** The ID of what the new one takes the place of. */
  readonly replaces?: string | undefined;
  /** JSON pointers into the body: what is known only after the apply is not in it. */
  readonly unknown: readonly string[];
}

export interface DryRunVerdict {
  /** What it would be refused with; undefined: Keyplane would carry it out. */
  readonly problem: ApiProblemBody | undefined;
  /** How many more keys its account could have; undefined unless it is a key of a known account. */
  readonly slotsLeft: number | undefined;
}

export interface DryRuns {
  /** Rejects with `ApiError`. After a failure nothing more is asked: it would fail as well. */
  judge(question: DryRunQuestion, options: CallOptions): Promise<DryRunVerdict>;
}

export interface DryRunsOptions {
  readonly call: Call;
  /** Waits for the next questions; by default so many milliseconds. */
  readonly pause?: (millis: number) => Promise<void>;
}

/** So many Terraform plans at a time: none of them goes on before it is answered. */
const ENOUGH = 10;
const MAX_PER_CALL = 100;
/** Below the 256 KiB that Keyplane reads, with room for what encloses the questions. */
const MAX_BYTES_PER_CALL = 200_000;
/** A plan of a few objects hardly waits; in one of many, a call that leaves early costs more than it. */
const FIRST_PAUSE_MS = 8;
const LATER_PAUSE_MS = 40;
/** Pauses without any newcomer that may pass while questions still come in one by one. */
const MOST_PAUSES = 6;

interface Waiting {
  readonly question: DryRunQuestion;
  readonly signal: AbortSignal;
  readonly resolve: (verdict: DryRunVerdict) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Questions of Terraform's parallel plans share a call. It leaves once as many wait as Terraform plans at
 * a time, or once no further one has come for a moment: sent at once, it would carry one question only.
 */
export function createDryRuns({ call, pause = shortPause }: DryRunsOptions): DryRuns {
  let waiting: Waiting[] = [];
  let isGathering = false;
  let asked = 0;
  let failure: { readonly error: unknown } | undefined;

  async function send(batch: readonly Waiting[]): Promise<void> {
    const requests = batch.map(({ question: { unknown, ...rest } }) => ({
      ...rest,
      ...(unknown.length > 0 && { unknown }),
    }));
    const signal = AbortSignal.any(batch.map((each) => each.signal));
    try {
      const answer = await call({
        method: 'POST',
        path: '/v1/dry-runs',
        body: { requests },
        signal,
      });
      const verdicts = verdictsFrom(answer, batch.length);
      batch.forEach(({ resolve }, at) => resolve(verdicts[at] ?? UNJUDGED));
    } catch (error) {
      if (!signal.aborted) failure = { error };
      for (const { reject } of batch) reject(error);
    }
  }

  function drain(): void {
    const batches = inBatches(waiting);
    waiting = [];
    for (const batch of batches) void send(batch);
  }

  async function gather(): Promise<void> {
    isGathering = true;
    let before = 0;
    for (let pauses = 0; pauses < MOST_PAUSES && waiting.length > before; pauses += 1) {
      before = waiting.length;
      await pause(asked <= ENOUGH ? FIRST_PAUSE_MS : LATER_PAUSE_MS);
    }
    isGathering = false;
    drain();
  }

  return {
    judge: (question, { signal }) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure.error);
        asked += 1;
        waiting.push({ question, signal, resolve, reject });
        if (waiting.length >= ENOUGH) drain();
        else if (!isGathering) void gather();
      }),
  };
}

const UNJUDGED: DryRunVerdict = { problem: undefined, slotsLeft: undefined };

function verdictsFrom(answer: unknown, count: number): readonly DryRunVerdict[] {
  const { results } = answer as {
    readonly results?: readonly { readonly problem: unknown; readonly slots_left: number | null }[];
  };
  if (!Array.isArray(results) || results.length !== count) {
    throw new ApiNotKeyplane('The answer to a dry run is not what Keyplane answers.');
  }
  return results.map(({ problem, slots_left: left }) => ({
    problem: problem === null ? undefined : problemFrom(problem),
    slotsLeft: left ?? undefined,
  }));
}

function inBatches(all: readonly Waiting[]): readonly (readonly Waiting[])[] {
  const batches: Waiting[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const each of all) {
    const size = Buffer.byteLength(JSON.stringify(each.question));
    if (bytes + size > MAX_BYTES_PER_CALL || (batches.at(-1)?.length ?? 0) >= MAX_PER_CALL) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(each);
    bytes += size;
  }
  return batches;
}

function shortPause(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
