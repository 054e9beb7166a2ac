import { ApiNotKeyplane, type ApiProblemBody, problemFrom } from './api-error';
import type { Call, CallOptions } from './call';

/** A create, an update or a rotation that a plan is about to show. */
export interface DryRunQuestion {
  readonly method: 'POST' | 'PATCH';
  readonly path: string;
  readonly body: object;
  /** The ID of the object that the new one replaces. */
  readonly replaces?: string | undefined;
  /**
   * JSON pointers to the values that are known only after apply, and therefore missing in the body.
   */
  readonly unknown: readonly string[];
}

export interface DryRunVerdict {
  /** The refusal that the apply would get. If it is undefined, Keyplane would accept it. */
  readonly problem: ApiProblemBody | undefined;
  /**
   * How many more keys the account could have. Undefined unless this is a key of a known account.
   */
  readonly slotsLeft: number | undefined;
}

export interface DryRuns {
  /** Rejects with `ApiError`. After a failure it asks nothing more, because that would fail too. */
  judge(question: DryRunQuestion, options: CallOptions): Promise<DryRunVerdict>;
}

export interface DryRunsOptions {
  readonly call: Call;
  /** Waits for more questions, by default for this many milliseconds. */
  readonly pause?: (millis: number) => Promise<void>;
}

/** Terraform plans this many at a time, and none of them continues before it has its answer. */
const ENOUGH = 10;
const MAX_PER_CALL = 100;
/** Less than the 256 KiB that Keyplane reads, so that there is room for the rest of the body. */
const MAX_BYTES_PER_CALL = 200_000;
/**
 * A plan with few objects hardly waits. In a plan with many, a call that leaves early costs more
 * than the wait.
 */
const FIRST_PAUSE_MS = 8;
const LATER_PAUSE_MS = 40;
/** The most pauses before the call leaves, if questions still arrive one by one. */
const MOST_PAUSES = 6;

interface Waiting {
  readonly question: DryRunQuestion;
  readonly signal: AbortSignal;
  readonly resolve: (verdict: DryRunVerdict) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The questions of Terraform's parallel plans share a call. It is sent when as many questions wait
 * as Terraform plans at a time, or after a pause without a new one. If it were sent immediately, it
 * would contain only one question.
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
