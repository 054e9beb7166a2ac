import {
  expositionOf,
  summed,
  type Metrics,
  type MetricSnapshot,
  type MetricsSnapshot,
} from '../operations/metrics';

/** `/metrics` of a server with several workers. */
export interface SummedMetrics {
  /** Asks every worker, and adds up what they answer. */
  exposition(): Promise<string>;
  collected(worker: number, id: number, metrics: MetricsSnapshot): void;
  /** The worker has ended. What it had counted by the last scrape stays in the sums. */
  ended(worker: number): void;
}

/** A worker that hangs must not keep the others from being watched. */
const ANSWER_WITHIN_MILLIS = 1000;

const REQUESTS = 'keyplane_http_requests_total';

export function createSummedMetrics(dependencies: {
  /** Asks every worker that can answer, and returns their numbers. */
  readonly ask: (id: number) => readonly number[];
  /** The metrics of the primary process. */
  readonly own: Pick<Metrics, 'snapshot'>;
}): SummedMetrics {
  const { ask, own } = dependencies;
  /** The newest metrics of every worker that lives. */
  const latest = new Map<number, MetricsSnapshot>();
  let ofEnded: Promise<MetricsSnapshot> = Promise.resolve([]);
  const requestsOfEnded = new Map<number, number>();
  let waiting: { id: number; missing: Set<number>; complete: () => void } | undefined;
  let underWay: Promise<string> | undefined;
  let lastId = 0;

  async function collect(): Promise<string> {
    const id = (lastId += 1);
    const missing = new Set(ask(id));
    if (missing.size > 0) {
      await new Promise<void>((resolve) => {
        waiting = { id, missing, complete: resolve };
        setTimeout(resolve, ANSWER_WITHIN_MILLIS).unref();
      });
    }
    waiting = undefined;
    const ofPrimary = (await own.snapshot()).filter(isOfServer);
    const { body } = await expositionOf([
      ...latest.values(),
      await ofEnded,
      ofPrimary,
      [requestsByWorker()],
    ]);
    return body;
  }

  function noLongerMissing(worker: number): void {
    if (waiting?.missing.delete(worker) && waiting.missing.size === 0) waiting.complete();
  }

  function requestsByWorker(): MetricSnapshot {
    const workers = new Set([...requestsOfEnded.keys(), ...latest.keys()]);
    return {
      name: 'keyplane_worker_requests_total',
      help: 'Number of requests answered, by worker.',
      type: 'counter',
      aggregator: 'sum',
      values: [...workers]
        .sort((one, other) => one - other)
        .map((worker) => ({ value: requestsOf(worker), labels: { worker } })),
    };
  }

  function requestsOf(worker: number): number {
    const values = latest.get(worker)?.find(({ name }) => name === REQUESTS)?.values ?? [];
    const before = requestsOfEnded.get(worker) ?? 0;
    return values.reduce((sum, { value }) => sum + value, before);
  }

  return {
    exposition() {
      underWay ??= collect().finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
    collected(worker, id, metrics) {
      latest.set(worker, metrics);
      if (waiting?.id === id) noLongerMissing(worker);
    },
    ended(worker) {
      noLongerMissing(worker);
      const last = latest.get(worker);
      if (last === undefined) return;
      requestsOfEnded.set(worker, requestsOf(worker));
      latest.delete(worker);
      ofEnded = ofEnded.then((before) => summed([before, last.filter(isTotal)]));
    },
  };
}

/** A total that fell would look like a restart of the server, and would be counted twice. */
const isTotal = ({ type }: MetricSnapshot) => type === 'counter' || type === 'histogram';

/** What the primary process uses is part of what the server uses. It answers no requests. */
const isOfServer = ({ name }: MetricSnapshot) =>
  name.startsWith('process_') || name.startsWith('keyplane_worker');
