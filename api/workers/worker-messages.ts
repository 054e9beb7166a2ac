import type { CountedAttempts } from '../rate-limit/sibling-attempts';
import type { MetricsSnapshot } from '../operations/metrics';
import type { Receiver } from './dealer';

/** What the primary process tells a worker. */
export type ToWorker =
  | { readonly kind: 'stop'; readonly signal: string }
  | { readonly kind: 'attempts'; readonly attempts: readonly CountedAttempts[] }
  /** Asks for the metrics of this worker alone. */
  | { readonly kind: 'collect'; readonly id: number }
  /** Answers `wanted` with the metrics of all workers. */
  | { readonly kind: 'exposition'; readonly id: number; readonly body: string }
  /** Comes with a socket, which the worker serves from now on. */
  | { readonly kind: 'connection' }
  /** Answers `leaving`: no connection comes after this. */
  | { readonly kind: 'left' }
  | { readonly kind: 'ping' };

/** What a worker tells the primary process. */
export type ToPrimary =
  /** The worker answers at least probes. */
  | { readonly kind: 'accepting' }
  | { readonly kind: 'ready' }
  /** A connection has ended. */
  | { readonly kind: 'ended' }
  /** The worker wants no more connections, and can wait this long for the last ones. */
  | { readonly kind: 'leaving'; readonly withinMillis: number }
  | { readonly kind: 'attempts'; readonly attempts: readonly CountedAttempts[] }
  | { readonly kind: 'collected'; readonly id: number; readonly metrics: MetricsSnapshot }
  /** Somebody asks this worker for the metrics of the server. */
  | { readonly kind: 'wanted'; readonly id: number }
  | { readonly kind: 'pong' };

/** A worker as the primary process sees it. */
export interface WorkerProcess extends Receiver {
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
