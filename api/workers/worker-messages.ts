import type { CountedAttempts } from '../rate-limit/sibling-attempts';
import type { MetricsSnapshot } from '../operations/metrics';

/** What the primary process tells a worker. */
export type ToWorker =
  | { readonly kind: 'stop'; readonly signal: string }
  | { readonly kind: 'attempts'; readonly attempts: readonly CountedAttempts[] }
  /** Asks for the metrics of this worker alone. */
  | { readonly kind: 'collect'; readonly id: number }
  /** Answers `wanted` with the metrics of all workers. */
  | { readonly kind: 'exposition'; readonly id: number; readonly body: string }
  | { readonly kind: 'ping' };

/** What a worker tells the primary process. */
export type ToPrimary =
  | { readonly kind: 'ready' }
  | { readonly kind: 'attempts'; readonly attempts: readonly CountedAttempts[] }
  | { readonly kind: 'collected'; readonly id: number; readonly metrics: MetricsSnapshot }
  /** Somebody asks this worker for the metrics of the server. */
  | { readonly kind: 'wanted'; readonly id: number }
  | { readonly kind: 'pong' };

/** A worker as the primary process sees it. */
export interface WorkerProcess {
  /** Does nothing if the worker has ended. */
  send(message: ToWorker): void;
  kill(signal: NodeJS.Signals): void;
  onMessage(listener: (message: ToPrimary) => void): void;
  onExit(listener: (exitCode: number | null, signal: string | null) => void): void;
}

/**
 * Starts a worker. The first one of a start prepares the database while it already answers probes.
 */
export type StartWorker = (worker: {
  readonly number: number;
  readonly isFirst: boolean;
}) => WorkerProcess;
