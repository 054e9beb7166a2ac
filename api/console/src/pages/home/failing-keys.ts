import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { useMay, useTeamKey } from '../../session/session-context';
import { nameOf } from '../key-detail/key-family';
import { daysFromNow, MOST_READ, type Finding } from './attention';
import { KEY_LISTS } from './key-lists';

export const REFUSED_DAYS = 7;

type AuditEvent = Schemas['AuditEvent'];

const REFUSALS = ['expired', 'disabled', 'revoked'] as const;
/** The API takes at most this many IDs at once. */
const MOST_IDS = 100;

/** Keys that somebody still uses although they are refused: their callers fail. */
export function useFailingKeys() {
  const may = useMay();
  const failing = useQuery({
    queryKey: useTeamKey('attention', 'failing'),
    enabled: may('audit_events.read'),
    queryFn: async () => {
      const refusals = lastOfEach(await readRefusals());
      const lists = KEY_LISTS.filter(({ permission }) => may(permission));
      const names = await readNames(
        refusals.map(({ id }) => id),
        lists,
      );
      return refusals.map(({ id, outcome, at }): Finding => {
        return { id, name: `${names.get(id) ?? id} (${outcome})`, at };
      });
    },
  });
  return { ...failing, found: failing.data };
}

async function readRefusals(): Promise<readonly AuditEvent[]> {
  const since = new Date(daysFromNow(-REFUSED_DAYS)).toISOString();
  const pages = await Promise.all(
    REFUSALS.map((outcome) => {
      const query = { outcome, since, page_size: MOST_READ };
      return answerOf(api.GET('/v1/audit-events', { params: { query } }));
    }),
  );
  return pages.flatMap(({ items }) => items);
}

interface Refusal {
  readonly id: string;
  readonly outcome: string;
  readonly at: string;
}

/** The last refusal of each key, newest first. */
function lastOfEach(events: readonly AuditEvent[]): readonly Refusal[] {
  const newestFirst = [...events].sort((one, other) => other.at.localeCompare(one.at));
  const last = new Map<string, Refusal>();
  for (const { target, outcome, at } of newestFirst) {
    const { id } = target;
    if (id !== null && !last.has(id)) last.set(id, { id, outcome, at });
  }
  return [...last.values()];
}

/** The names of keys by ID. A key that has been purged, or that the person may not see, has none. */
async function readNames(
  ids: readonly string[],
  lists: typeof KEY_LISTS,
): Promise<ReadonlyMap<string, string>> {
  const reads = lists.flatMap(({ prefix, read }) =>
    inChunks(ids.filter((id) => id.startsWith(`${prefix}_`))).flatMap((id) => [
      read({ id, page_size: MOST_IDS }),
      // Without their state, revoked keys are omitted.
      read({ id, page_size: MOST_IDS, state: 'revoked' }),
    ]),
  );
  const pages = await Promise.all(reads);
  return new Map(pages.flatMap(({ items }) => items.map((key) => [key.id, nameOf(key)])));
}

function inChunks(ids: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let start = 0; start < ids.length; start += MOST_IDS) {
    chunks.push(ids.slice(start, start + MOST_IDS));
  }
  return chunks;
}
