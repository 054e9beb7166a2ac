import { startKeyGauges } from '../keys/key-gauges';
import { startMaintenance } from '../operations/maintenance';
import type { Slice } from '../http/slice';
import type { Tracing } from '../tracing/tracing';
import type { AppDependencies } from './app-types';
import { startCourier, type Courier } from './courier';
import type { Slices } from './slices';

export interface BackgroundWork {
  readonly courier: Courier;
  /** Stops the timers; resolves when the work in progress has ended. */
  close(): Promise<void>;
}

/**
 * What a server does without being asked: it counts keys, deletes what is too old, and sends mail.
 * `doesRecurringWork: false` leaves that to another worker, and sends mail only when asked to.
 */
export function startBackgroundWork(
  dependencies: AppDependencies & {
    readonly tracing: Tracing;
    readonly slices: Slices;
    readonly all: readonly Slice[];
    readonly onError: (error: unknown) => void;
  },
): BackgroundWork {
  const { config, clock, sealer, metrics, isNew = false, slices, all, onError } = dependencies;
  const { tracing, doesRecurringWork: recurs = true } = dependencies;
  const { issuer, mail = null } = config;
  const atOnce = !isNew;
  const parts = { slices, mail, issuer, sealer, clock, metrics, tracing, onError };
  if (!recurs) return { courier: startCourier({ ...parts, recurs }), close: async () => undefined };
  const tasks = all.flatMap(({ purge }) => purge);
  const keyGauges = startKeyGauges({ count: slices.keys.counted, metrics, clock, onError });
  const maintenance = startMaintenance({ tasks, atOnce, tracing, onError });
  const courier = startCourier({ ...parts, atOnce });
  return {
    courier,
    async close() {
      await Promise.all([courier.close(), maintenance.close(), keyGauges.close()]);
    },
  };
}
