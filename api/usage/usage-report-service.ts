import type { Clock } from '../domain/clock';
import { notFound } from '../domain/failure';
import type { TeamCaller } from '../domain/principal';
import { composeReports, type CallerSum, type UsageReport } from './usage-report';
import { composeSeries, decideWindow, type DayWindow, type UsageSeries } from './usage-series';
import type { UsageStore } from './usage-store';
import { readableTargets } from './usage-targets';

export interface UsageQuery {
  readonly ids: readonly string[];
  readonly withinSeconds: number;
}

export interface UsageReportService {
  /** In the order of the request. Objects that the caller may not read are omitted. */
  query(caller: TeamCaller, query: UsageQuery): Promise<readonly UsageReport[]>;
  /**
   * @throws Failure `not_found` if the caller may not read the usage of the key, `invalid_request` if
   * the window is not within the days that Keyplane keeps
   */
  series(caller: TeamCaller, keyId: string, window: Partial<DayWindow>): Promise<UsageSeries>;
}

export function createUsageReportService(dependencies: {
  store: Pick<UsageStore, 'find' | 'totals' | 'topCallers' | 'namesOf' | 'daily'>;
  clock: Clock;
}): UsageReportService {
  const { store, clock } = dependencies;
  return {
    async query({ principal }, { ids, withinSeconds }) {
      const now = clock.now();
      const since = new Date(now.getTime() - withinSeconds * 1000);
      const readable = readableTargets(principal, ids);
      const targets = await store.find(readable, now);
      const totals = await store.totals(readable, since, now);
      const callers = await store.topCallers(readable, since, now);
      const names = await store.namesOf(principal.teamId, servicesAmong(callers));
      return composeReports({ ids, targets, totals, callers, names });
    },

    async series({ principal }, keyId, wanted) {
      const now = clock.now();
      const readable = readableTargets(principal, [keyId]);
      const [target] = await store.find(readable, now);
      if (target === undefined) throw notFound('key');
      const window = decideWindow(wanted, now);
      const [total] = await store.totals(readable, now, now);
      const counts = await store.daily(keyId, window);
      const names = await store.namesOf(principal.teamId, servicesAmong(counts));
      return composeSeries({ keyId, window, lastUsedAt: total?.lastUsedAt ?? null, counts, names });
    },
  };
}

function servicesAmong(counted: readonly Pick<CallerSum, 'caller'>[]): string[] {
  const services = counted.flatMap(({ caller: { kind, id } }) => (kind === 'service' ? id : []));
  return [...new Set(services)];
}
