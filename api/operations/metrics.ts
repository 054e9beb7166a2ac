import { AggregatorRegistry, Counter, Gauge, Registry, collectDefaultMetrics } from 'prom-client';
import { createRequestMetrics, type AnsweredRequest } from './request-metrics';

/**
 * How the values of several workers become one. A number that every worker reads from the same
 * database is not added up.
 */
export type Across = 'sum' | 'min' | 'max';

/** The metrics of one process, in a form that can be sent to another one. */
export type MetricsSnapshot = readonly MetricSnapshot[];

export interface MetricSnapshot {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator: string;
  readonly values: readonly {
    readonly value: number;
    readonly labels: Readonly<Record<string, string | number>>;
    readonly metricName?: string;
  }[];
}

/** What `/metrics` shows. No label ever contains an ID, because the series would grow with every key. */
export interface Metrics {
  requestAnswered(request: AnsweredRequest, durationSeconds: number): void;
  /** `outcome`: `valid`, or the code of the reason why not. */
  verificationAnswered(outcome: string): void;
  /**
   * A metric that calls `read` at each scrape. `name` is the complete name, with its unit. `across` is
   * `sum` if it is absent.
   */
  gauge(options: { name: string; help: string; across?: Across; read: () => number }): void;
  /**
   * Like `gauge`, with one series for each value of a label. `values` lists them all, so that a series
   * never disappears when its number becomes 0.
   */
  gauges<Value extends string>(options: {
    name: string;
    help: string;
    label: string;
    values: readonly Value[];
    across?: Across;
    read: (value: Value) => number;
  }): void;
  /** `name` is complete, and ends in `_total`. */
  counter(options: { name: string; help: string }): { add(count?: number): void };
  /** The metrics in the exposition format of Prometheus. */
  exposition(): Promise<Exposition>;
  snapshot(): Promise<MetricsSnapshot>;
}

export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

export const EXPOSITION_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

/**
 * `ofProcess`: the metrics of this process as well, such as its memory. Measuring them costs time for as long as the
 * process runs, so only a server's own process needs them. `eventLoopEveryMillis` is how often the process wakes up to
 * measure the delay of its event loop.
 */
export function createMetrics({ ofProcess = false, eventLoopEveryMillis = 10 } = {}): Metrics {
  const registry = new Registry();
  if (ofProcess) {
    const eventLoopMonitoringPrecision = eventLoopEveryMillis;
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision });
  }
  const registers = [registry];

  const requestAnswered = createRequestMetrics(registry);
  const verifications = new Counter({
    name: 'keyplane_verifications_total',
    help: 'Number of secrets that services asked Keyplane to verify, by outcome.',
    labelNames: ['outcome'],
    registers,
  });

  const outcomes = new Map<string, number>();

  function countOutcomes(): void {
    for (const [outcome, count] of outcomes) verifications.inc({ outcome }, count);
    outcomes.clear();
  }

  return {
    requestAnswered,
    verificationAnswered(outcome) {
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    },
    gauge({ name, help, across, read }) {
      new Gauge({
        name,
        help,
        registers,
        ...(across && { aggregator: across }),
        collect() {
          this.set(read());
        },
      });
    },
    gauges({ name, help, label, values, across, read }) {
      new Gauge({
        name,
        help,
        labelNames: [label],
        registers,
        ...(across && { aggregator: across }),
        collect() {
          for (const value of values) this.set({ [label]: value }, read(value));
        },
      });
    },
    counter(options) {
      const counter = new Counter({ ...options, registers });
      return { add: (count = 1) => counter.inc(count) };
    },
    async exposition() {
      countOutcomes();
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
    async snapshot() {
      countOutcomes();
      return (await registry.getMetricsAsJSON()) as unknown as MetricsSnapshot;
    },
  };
}

/** The metrics of several processes as those of one. */
export async function summed(snapshots: readonly MetricsSnapshot[]): Promise<MetricsSnapshot> {
  const registry = AggregatorRegistry.aggregate([...snapshots]);
  return (await registry.getMetricsAsJSON()) as unknown as MetricsSnapshot;
}

export async function expositionOf(snapshots: readonly MetricsSnapshot[]): Promise<Exposition> {
  const registry = AggregatorRegistry.aggregate([...snapshots]);
  return { contentType: registry.contentType, body: await registry.metrics() };
}
