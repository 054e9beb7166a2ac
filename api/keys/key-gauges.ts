import type { Clock } from '../domain/clock';
import { KEY_STATES, type KeyState } from '../domain/key-state';
import { startRecurring, type Recurring } from '../lib/recurring';
import type { Metrics } from '../operations/metrics';

const EVERY_MILLIS = 60_000;
const EXPIRING_DAYS = 14;
const DAY_MILLIS = 86_400_000;

/** Keys of every family and team, counted at one moment. */
export interface KeyCounts {
  readonly states: Readonly<Record<KeyState, number>>;
  /** Active keys that expire within the asked time. */
  readonly expiring: number;
}

export type CountKeys = (now: Date, expiringUntil: Date) => Promise<KeyCounts>;

/**
 * Shows in `/metrics` how many keys there are. They are counted once a minute and not at each scrape,
 * because a count reads every key. All replicas share the keys, so each shows the same.
 */
export function startKeyGauges(dependencies: {
  readonly count: CountKeys;
  readonly metrics: Pick<Metrics, 'gauge' | 'gauges'>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
  readonly everyMillis?: number;
}): Recurring {
  const { count, metrics, clock, onError, everyMillis = EVERY_MILLIS } = dependencies;
  let counts: KeyCounts = NONE;
  metrics.gauges({
    name: 'keyplane_keys',
    help: 'Number of keys by state, of all replicas together, counted once a minute.',
    label: 'state',
    values: KEY_STATES,
    across: 'max',
    read: (state) => counts.states[state],
  });
  metrics.gauge({
    name: 'keyplane_keys_expiring',
    help: `Number of active keys that expire within ${EXPIRING_DAYS} days, counted once a minute.`,
    across: 'max',
    read: () => counts.expiring,
  });
  return startRecurring({
    everyMillis,
    onError,
    atOnce: true,
    async run() {
      const now = clock.now();
      counts = await count(now, new Date(now.getTime() + EXPIRING_DAYS * DAY_MILLIS));
    },
  });
}

const NONE: KeyCounts = {
  states: { active: 0, disabled: 0, expired: 0, revoked: 0 },
  expiring: 0,
};
