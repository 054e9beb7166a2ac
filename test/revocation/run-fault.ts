import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from './cluster';
import { VICTIM, type Fault } from './faults';
import { createKeyWatch, percentile } from './key-watch';
import type { ReplicaClient, Verdict } from './replica-client';

export interface FaultResult {
  readonly keys: number;
  /** The time from the acknowledgement to the last question that was answered with yes. */
  readonly acceptedAfterMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly acknowledgedWithinMs: { readonly p50: number; readonly max: number };
  /** Questions that were not answered although `/readyz` of the replica had just answered 200. */
  readonly unansweredWhileReady: number;
  readonly problems: readonly string[];
}

const ENDINGS_AT_ONCE = 4;
const ASKERS_OF_A_REPLICA = 8;
/** By default, a fault lasts longer than anything may be cached. */
const FAULT_MS = 3000;
const PAUSE_MS = 2000;
const MOST_MS = 1000;
const RECOVERED_WITHIN_MS = 15_000;
const RETRY_MS = 50;
/** This many of the newest revocations are asked about again and again. */
const RECENT = 40;

/**
 * Ends the keys one by one while a fault comes and goes, and asks every replica about them.
 * @param keys the indices of those that end; the first of the seeded ones stays, and ends them
 */
export async function runFault(
  cluster: Cluster,
  fault: Fault,
  keys: readonly number[],
  client: ReplicaClient,
): Promise<FaultResult> {
  const watch = createKeyWatch(() => performance.now());
  const { replicas } = cluster;
  const acknowledgedWithin: number[] = [];
  const recent: number[] = [];
  let next = 0;
  let unansweredWhileReady = 0;
  let over = false;

  async function endKeys(viaVictim: boolean): Promise<void> {
    for (let place = next++; place < keys.length; place = next++) {
      const key = keys[place] ?? 0;
      const startedAt = performance.now();
      for (let attempt = 0; ; attempt += 1) {
        const at = viaVictim && attempt === 0 ? VICTIM : 0;
        const how = place % 2 === 0 ? 'revoke' : 'disable';
        if (await client.end(replicas[at]?.url ?? '', cluster.ids[key] ?? '', how)) break;
        await sleep(RETRY_MS);
      }
      watch.acknowledged(key);
      acknowledgedWithin.push(performance.now() - startedAt);
      recent.push(key);
      if (recent.length > RECENT) recent.shift();
    }
  }

  async function ask(url: string): Promise<void> {
    for (let turn = 0; !over; turn += 1) {
      // Asks about keys that are about to end, so that they are cached, and about keys that have
      // just ended.
      const candidates = [...recent, ...keys.slice(next, next + ENDINGS_AT_ONCE * 4)];
      const key = candidates[turn % candidates.length] ?? keys[0] ?? 0;
      const ready = turn % 20 === 0 && (await client.isReady(url));
      const askedAt = performance.now();
      const verdict = await client.verify(url, key);
      if (verdict === 'accepted') watch.accepted(key, askedAt);
      if (verdict === 'unanswered' && ready) unansweredWhileReady += 1;
      if (verdict === 'unanswered') await sleep(RETRY_MS);
    }
  }

  async function breakThings(): Promise<void> {
    while (!over) {
      const end = await fault.begin(cluster).catch(() => async () => undefined);
      await sleep(fault.lastsMs ?? FAULT_MS);
      await end();
      await sleep(PAUSE_MS);
    }
  }

  const verdicts = createEveryVerdict(cluster, client);
  await Promise.all(replicas.map(({ url }) => rememberKeys(url, keys, verdicts)));
  const asking = replicas.flatMap(({ url }) =>
    Array.from({ length: ASKERS_OF_A_REPLICA }, () => ask(url)),
  );
  const breaking = breakThings();
  // The first question goes to the affected replica, which can also happen behind a load balancer.
  const viaVictim = Array.from({ length: ENDINGS_AT_ONCE }, (_, number) => number === 0);
  await Promise.all(viaVictim.map(endKeys));
  await sleep(FAULT_MS);
  over = true;
  await breaking;
  await Promise.all(asking);

  const problems: string[] = [];
  const slowest = Math.max(...acknowledgedWithin);
  if (slowest > (fault.acknowledgedWithinMs ?? Infinity)) {
    problems.push(`an end was acknowledged only after ${Math.round(slowest)} ms`);
  }
  const delays = watch.delaysMs();
  const max = Math.max(0, ...delays);
  if (max > MOST_MS) problems.push(`a key was accepted ${Math.round(max)} ms after its end`);
  problems.push(...(await recovered(cluster, keys, client, verdicts)));
  return {
    keys: keys.length,
    acceptedAfterMs: { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), max },
    acknowledgedWithinMs: {
      p50: percentile(acknowledgedWithin, 0.5),
      max: slowest,
    },
    unansweredWhileReady,
    problems,
  };
}

/** What each worker of a replica says about a key. */
type EveryVerdict = (url: string, key: number) => Promise<readonly Verdict[]>;

/** A connection stays at its worker. Requests at the same time use different connections. */
function createEveryVerdict({ workers }: Cluster, client: ReplicaClient): EveryVerdict {
  const connections = workers === 1 ? 1 : ASKERS_OF_A_REPLICA;
  return (url, key) =>
    Promise.all(Array.from({ length: connections }, () => client.verify(url, key)));
}

/** A key that is asked about twice is cached, and only a cached key can be outdated. */
async function rememberKeys(
  url: string,
  keys: readonly number[],
  verdicts: EveryVerdict,
): Promise<void> {
  for (let start = 0; start < keys.length; start += ASKERS_OF_A_REPLICA) {
    const some = keys.slice(start, start + ASKERS_OF_A_REPLICA);
    for (let time = 0; time < 2; time += 1) {
      await Promise.all(some.map((key) => verdicts(url, key)));
    }
  }
}

/**
 * Afterwards everything is as if nothing had happened: ended keys are refused, and a valid one is accepted.
 */
async function recovered(
  { replicas }: Cluster,
  keys: readonly number[],
  client: ReplicaClient,
  verdicts: EveryVerdict,
): Promise<string[]> {
  const problems: string[] = [];
  for (const [number, { url }] of replicas.entries()) {
    const deadline = performance.now() + RECOVERED_WITHIN_MS;
    while (!(await client.isReady(url)) || (await client.verify(url, 0)) !== 'accepted') {
      if (performance.now() > deadline) {
        problems.push(`replica ${number} does not answer ${RECOVERED_WITHIN_MS} ms afterwards`);
        break;
      }
      await sleep(RETRY_MS);
    }
    for (const key of keys) {
      if ((await verdicts(url, key)).includes('accepted')) {
        problems.push(`replica ${number} accepts key ${key} in the end`);
        break;
      }
    }
  }
  return problems;
}
