import type { Clock } from '../domain/clock';
import type { TeamCaller } from '../domain/principal';
import { composeReports, type UsageReport } from './usage-report';
import type { UsageStore } from './usage-store';
import { readableTargets } from './usage-targets';

/** Uses are counted by day and kept this long. The time of the last use is stored with the key. */
export const USAGE_DAYS = 90;

export interface UsageQuery {
  readonly ids: readonly string[];
  readonly withinSeconds: number;
}

export interface UsageReportService {
  /** In the order of the request. Objects that the caller may not read are omitted. */
  query(caller: TeamCaller, query: UsageQuery): Promise<readonly UsageReport[]>;
}

export function createUsageReportService(dependencies: {
  store: Pick<UsageStore, 'find' | 'totals' | 'topCallers' | 'namesOf'>;
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
      const services = callers.flatMap(({ caller: { kind, id } }) =>
        kind === 'service' ? id : [],
      );
      const names = await store.namesOf(principal.teamId, [...new Set(services)]);
      return composeReports({ ids, targets, totals, callers, names });
    },
  };
}
