import type { paths } from '../../generated/api';
import { instantIn, type ZoneChoice } from '../../preferences/zone';

export type AuditQuery = NonNullable<paths['/v1/audit-events']['get']['parameters']['query']>;

/** What the person has chosen. An empty text does not limit the list. */
export interface AuditFilter {
  readonly actorId: string;
  readonly action: string;
  readonly targetId: string;
  readonly outcome: string;
  /** The first day, as `<input type="date">` gives it. */
  readonly from: string;
  /** The last day, which is included. */
  readonly to: string;
}

export const NO_FILTER: AuditFilter = {
  actorId: '',
  action: '',
  targetId: '',
  outcome: '',
  from: '',
  to: '',
};

export const isFiltered = (filter: AuditFilter): boolean =>
  Object.values(filter).some((value) => value !== '');

/** The filter as the API takes it. A day begins and ends in the person's time zone. */
export function auditQuery(filter: AuditFilter, zone: ZoneChoice): AuditQuery {
  const { actorId, action, targetId, outcome, from, to } = filter;
  return {
    ...(actorId !== '' && { actor_id: actorId }),
    ...(action !== '' && { action }),
    ...(targetId !== '' && { target_id: targetId }),
    ...(outcome !== '' && { outcome: outcome as NonNullable<AuditQuery['outcome']> }),
    ...(from !== '' && { since: startOf(from, zone).toISOString() }),
    ...(to !== '' && { until: startOf(dayAfter(to), zone).toISOString() }),
  };
}

const startOf = (day: string, zone: ZoneChoice) => instantIn(`${day}T00:00`, zone);

function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
