import type { Schemas } from '../../api/client';
import type { PageQuery } from '../../api/paged-list';
import { auditQuery, type AuditFilter, type AuditQuery } from './audit-filter';
import type { ZoneChoice } from '../../preferences/zone';

type AuditEvent = Schemas['AuditEvent'];

/** Reads one page of a trail. */
export type ReadEvents = (query: AuditQuery) => Promise<Schemas['AuditEventPage']>;

export type ExportFormat = 'csv' | 'jsonl';

export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv',
  jsonl: 'application/jsonl',
};

const LARGEST_PAGE = 1000;

/**
 * Every event that the filter finds, not only those that were shown.
 * @param onProgress gets how many events have been read
 * @throws ApiProblem if a page cannot be read; nothing is exported then
 */
export async function readEvents(
  read: ReadEvents,
  filter: AuditFilter,
  zone: ZoneChoice,
  onProgress: (count: number) => void,
): Promise<readonly AuditEvent[]> {
  const events: AuditEvent[] = [];
  let page: PageQuery | null = { page_size: LARGEST_PAGE };
  while (page !== null) {
    const query = { ...auditQuery(filter, zone), ...page };
    const answer = await read(query);
    events.push(...answer.items);
    onProgress(events.length);
    const { next_page_token: next } = answer;
    page = next === null ? null : { page_size: LARGEST_PAGE, page_token: next };
  }
  return events;
}

export function exportText(events: readonly AuditEvent[], format: ExportFormat): string {
  return format === 'csv'
    ? csvOf(events)
    : events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

const COLUMNS: readonly (readonly [string, (event: AuditEvent) => unknown])[] = [
  ['id', ({ id }) => id],
  ['at', ({ at }) => at],
  ['actor_kind', ({ actor }) => actor.kind],
  ['actor_id', ({ actor }) => actor.id],
  ['actor_name', ({ actor }) => actor.name],
  ['actor_key_id', ({ actor }) => actor.key_id],
  ['actor_session_id', ({ actor }) => actor.session_id],
  ['action', ({ action }) => action],
  ['outcome', ({ outcome }) => outcome],
  ['target_kind', ({ target }) => target.kind],
  ['target_id', ({ target }) => target.id],
  ['request_id', ({ request_id }) => request_id],
  ['ip', ({ ip }) => ip],
  ['before', ({ before }) => before && JSON.stringify(before)],
  ['after', ({ after }) => after && JSON.stringify(after)],
  ['team_id', ({ team_id }) => team_id],
];

/** As RFC 4180 has it, with a header. */
function csvOf(events: readonly AuditEvent[]): string {
  const rows = events.map((event) => COLUMNS.map(([, valueOf]) => cell(valueOf(event))));
  return [COLUMNS.map(([name]) => name), ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/**
 * A spreadsheet would run a text that begins like a formula. People choose names, so such a text is
 * quoted.
 */
function cell(value: unknown): string {
  const text = String(value ?? '');
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
