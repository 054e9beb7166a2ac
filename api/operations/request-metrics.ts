import type { Metric, Registry } from 'prom-client';

export interface AnsweredRequest {
  /** `operationId`, or `none` if no route matched. */
  readonly operation: string;
  readonly method: string;
  readonly status: number;
}

/** The answered requests with the same operation, method and status. */
interface Series extends AnsweredRequest {
  count: number;
  seconds: number;
  /** For each bucket, how many requests took at most its time, but longer than that of the bucket before. */
  readonly counts: number[];
}

interface Value {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

const BUCKETS_SECONDS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;
const DURATION = 'keyplane_http_request_duration_seconds';

/**
 * Counts every request and its duration. prom-client takes a microsecond for that, because it checks and hashes
 * the labels of each observation. So it only gets the sums, when somebody reads them.
 */
export function createRequestMetrics(
  registry: Registry,
): (request: AnsweredRequest, durationSeconds: number) => void {
  const all = new Map<string, Series>();
  let last: Series | undefined;

  /** Most requests belong to the same series as the one before. */
  function seriesOf({ operation, method, status }: AnsweredRequest): Series {
    if (last?.operation === operation && last.method === method && last.status === status) {
      return last;
    }
    const name = `${operation} ${method} ${status}`;
    last = all.get(name);
    if (last === undefined) {
      const counts = BUCKETS_SECONDS.map(() => 0);
      last = { operation, method, status, count: 0, seconds: 0, counts };
      all.set(name, last);
    }
    return last;
  }

  function register(name: string, help: string, type: string, read: () => readonly Value[]): void {
    const get = async () => ({ name, help, type, aggregator: 'sum', values: read() });
    // A registry reads only these members of a metric.
    registry.registerMetric({ name, help, get } as unknown as Metric);
  }

  register(
    'keyplane_http_requests_total',
    'Number of requests answered, by operation, method and status.',
    'counter',
    () =>
      [...all.values()].map(({ operation, method, status, count }) => ({
        labels: { operation, method, status },
        value: count,
      })),
  );
  register(
    DURATION,
    'Time from the first byte of a request to the last byte of its answer.',
    'histogram',
    () => anyStatus([...all.values()]).flatMap(histogramOf),
  );

  return (request, durationSeconds) => {
    const series = seriesOf(request);
    series.count += 1;
    series.seconds += durationSeconds;
    for (let bucket = 0; bucket < BUCKETS_SECONDS.length; bucket += 1) {
      if (durationSeconds > (BUCKETS_SECONDS[bucket] ?? 0)) continue;
      series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
      return;
    }
  };
}

/** The durations are not divided by status. */
function anyStatus(all: readonly Series[]): readonly Series[] {
  const sums = new Map<string, Series>();
  for (const series of all) {
    const name = `${series.operation} ${series.method}`;
    const sum = sums.get(name);
    if (sum === undefined) {
      sums.set(name, { ...series, counts: [...series.counts] });
      continue;
    }
    sum.count += series.count;
    sum.seconds += series.seconds;
    series.counts.forEach(
      (count, bucket) => (sum.counts[bucket] = (sum.counts[bucket] ?? 0) + count),
    );
  }
  return [...sums.values()];
}

/** As Prometheus expects it: each bucket also counts what is in the smaller ones. */
function histogramOf({ operation, method, count, seconds, counts }: Series): readonly Value[] {
  let within = 0;
  const buckets = BUCKETS_SECONDS.map((le, bucket) => {
    within += counts[bucket] ?? 0;
    return { metricName: `${DURATION}_bucket`, labels: { le, operation, method }, value: within };
  });
  const labels = { operation, method };
  return [
    ...buckets,
    { metricName: `${DURATION}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
    { metricName: `${DURATION}_sum`, labels, value: seconds },
    { metricName: `${DURATION}_count`, labels, value: count },
  ];
}
