import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { rowsOf } from '../database/dialects/rows-of';
import { keysBelow } from './knex-keys-below';
import { findTargets } from './knex-usage-targets';
import { CALLERS_PER_DAY, OTHER_CALLERS, type UsageLedger, type UseCount, utcDayOf } from './usage';
import {
  type CallerTotal,
  type FoundTarget,
  MAX_SHOWN_CALLERS,
  type UsageTotal,
} from './usage-report';
import type { DayCount, DayWindow } from './usage-series';
import type { ReadableTargets } from './usage-targets';
import { createUseTally } from './use-tally';

/** Each read is a number of queries that does not grow with the number of IDs. */
export interface UsageStore extends UsageLedger {
  /** The targets that exist and may be seen. */
  find(targets: ReadableTargets, now: Date): Promise<readonly FoundTarget[]>;
  /** The last use by target. Targets without a key are absent. */
  totals(targets: ReadableTargets, since: Date, now: Date): Promise<readonly UsageTotal[]>;
  /** For each target, the callers that used it most, most uses first. */
  topCallers(targets: ReadableTargets, since: Date, now: Date): Promise<readonly CallerTotal[]>;
  /** What was counted on these days of the key, by day and caller. */
  daily(keyId: string, days: DayWindow): Promise<readonly DayCount[]>;
  /** The names of accounts, members and operators, if the team may know them. */
  namesOf(teamId: string, callerIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Forgets what was counted on days before this one. */
  purge(before: Date): Promise<void>;
}

interface UsagePlace {
  key_id: string;
  day: number;
  caller_kind: CallerTotal['caller']['kind'];
  caller_id: string;
}

interface UsageRow extends UsagePlace {
  uses: number;
  last_used_at: number;
}

interface CallerRow extends Omit<UsageRow, 'key_id' | 'day'> {
  target_id: string;
  all_uses: number;
  all_callers: number;
}

const USAGE_COLUMNS = {
  key_id: 'text',
  day: 'bigint',
  caller_kind: 'text',
  caller_id: 'text',
  uses: 'bigint',
  last_used_at: 'bigint',
} as const;

/** Far below the number of parameters that either database accepts in one statement. */
const ROWS_AT_ONCE = 500;

export function createKnexUsageStore(database: Database): UsageStore {
  const usage = () => database.knex<UsageRow>('key_usage');

  /** Used on days that have no room for all callers. On other days every caller has a place. */
  async function knownCallers(counts: readonly UseCount[]): Promise<UsagePlace[]> {
    const given = database.dialect.jsonRows({ id: 'text', on_day: 'bigint', places: 'bigint' });
    return rowsOf<UsagePlace>(
      database.knex,
      // One join. A subquery for each key would read the whole table as often as there are keys, if the
      // statistics of PostgreSQL are older than most of the rows.
      `SELECT key_id, day, caller_kind, caller_id
         FROM (SELECT key_id, day, caller_kind, caller_id, given.places,
                      count(*) OVER (PARTITION BY key_id, day) AS recorded
                 FROM ${given} JOIN key_usage ON key_id = given.id AND day = given.on_day) AS known
        WHERE recorded > places`,
      [JSON.stringify(placesLeft(counts))],
    );
  }

  return {
    async lockKeys(keyIds) {
      const { dialect, knex } = database;
      if (!dialect.locksRows) return new Set();
      const left = new Set(keyIds);
      for (const ids of chunksOf([...left])) {
        const keys = knex('keys').whereIn('id', ids).select('id');
        for (const { id } of await dialect.lockFreeRows(keys)) left.delete(id);
      }
      // The rest is either locked or deleted. Uses of a deleted key need no lock.
      const locked = new Set<string>();
      for (const ids of chunksOf([...left])) {
        for (const { id } of await knex('keys').whereIn('id', ids).select('id')) locked.add(id);
      }
      return locked;
    },

    async add(counts) {
      const tally = createUseTally((await knownCallers(counts)).map(toPlace));
      counts.forEach(tally.add);
      await database.knex.raw(
        `INSERT INTO key_usage (${Object.keys(USAGE_COLUMNS).join(', ')})
         SELECT ${Object.keys(USAGE_COLUMNS).join(', ')}
           FROM ${database.dialect.jsonRows(USAGE_COLUMNS)} WHERE true
         ON CONFLICT (key_id, day, caller_kind, caller_id) DO UPDATE SET
           uses = key_usage.uses + excluded.uses,
           last_used_at = CASE WHEN excluded.last_used_at > key_usage.last_used_at
             THEN excluded.last_used_at ELSE key_usage.last_used_at END`,
        [JSON.stringify(tally.take().map(toRow))],
      );
    },

    find: (targets, now) => findTargets(database, targets, now),

    async totals(targets, since, now) {
      const below = keysBelow(database, targets, now);
      if (below === undefined) return [];
      const byKey = database.knex
        .from(below.as('below'))
        .leftJoin('key_uses', 'key_uses.key_id', 'below.key_id')
        .groupBy('below.target_id', 'below.key_id')
        .select('below.target_id')
        .max({ last_used_at: 'key_uses.last_used_at' });
      const rows = (await database.knex
        .from(byKey.as('by_key'))
        .groupBy('target_id')
        .select('target_id')
        .max({ last_used_at: 'last_used_at' })
        .select(
          database.knex.raw('sum(case when last_used_at >= ? then 1 else 0 end) as keys_used', [
            toMillis(since),
          ]),
        )) as { target_id: string; last_used_at: number | null; keys_used: number }[];
      return rows.map((row) => ({
        targetId: row.target_id,
        lastUsedAt: toDate(row.last_used_at),
        keysUsed: Number(row.keys_used),
      }));
    },

    async topCallers(targets, since, now) {
      const below = keysBelow(database, targets, now);
      if (below === undefined) return [];
      const { knex } = database;
      const byCaller = knex
        .from(below.as('below'))
        .join('key_usage', 'key_usage.key_id', 'below.key_id')
        .where('key_usage.day', '>=', utcDayOf(since))
        .where('key_usage.last_used_at', '>=', toMillis(since))
        .groupBy('below.target_id', 'caller_kind', 'caller_id')
        .select('below.target_id', 'caller_kind', 'caller_id')
        .sum({ uses: 'uses' })
        .max({ last_used_at: 'key_usage.last_used_at' });
      const ranked = knex
        .from(byCaller.as('by_caller'))
        .select(
          '*',
          knex.raw('sum(uses) over (partition by target_id) as all_uses'),
          knex.raw('count(*) over (partition by target_id) as all_callers'),
          knex.raw(
            'row_number() over (partition by target_id order by ' +
              "case when caller_kind = 'other' then 1 else 0 end, " +
              'uses desc, last_used_at desc, caller_kind, caller_id) as place',
          ),
        );
      const rows = (await knex
        .from(ranked.as('ranked'))
        .where('place', '<=', MAX_SHOWN_CALLERS)
        .orderBy(['target_id', 'place'])) as CallerRow[];
      return rows.map((row) => ({
        targetId: row.target_id,
        caller: { kind: row.caller_kind, id: row.caller_id },
        uses: Number(row.uses),
        lastUsedAt: toDate(row.last_used_at),
        allUses: Number(row.all_uses),
        allCallers: Number(row.all_callers),
      }));
    },

    async daily(keyId, { from, to }) {
      const rows = await usage().where({ key_id: keyId }).whereBetween('day', [from, to]);
      return rows.map((row) => ({
        day: Number(row.day),
        caller: toPlace(row).caller,
        uses: Number(row.uses),
        lastUsedAt: toDate(row.last_used_at),
      }));
    },

    async namesOf(teamId, callerIds) {
      const { knex } = database;
      // The name of a service that the operator lets verify every team's keys is not a secret of its own
      // team.
      const accounts = knex('service_accounts').where((known) => {
        void known.where({ team_id: teamId }).orWhere({ verifies_every_team: true });
      });
      const members = knex('members').where({ team_id: teamId });
      const named: { id: string; name: string }[] = [];
      for (const query of [accounts, members, knex('operators')]) {
        const rows = await query.whereIn('id', [...callerIds]).select('id', 'name');
        named.push(...(rows as typeof named));
      }
      return new Map(named.map(({ id, name }) => [id, name]));
    },

    async purge(before) {
      await usage().where('day', '<', utcDayOf(before)).delete();
    },
  };
}

/** Maximum number of callers already recorded per key and day that still leaves room for this batch. */
function placesLeft(counts: readonly UseCount[]) {
  const asked = new Map<string, { id: string; on_day: number; places: number }>();
  for (const { keyId, day } of counts) {
    const key = `${keyId} ${day}`;
    const left = asked.get(key) ?? { id: keyId, on_day: day, places: CALLERS_PER_DAY };
    left.places -= 1;
    asked.set(key, left);
  }
  return [...asked.values()];
}

function toPlace({ key_id, day, caller_kind, caller_id }: UsagePlace) {
  const caller = caller_kind === 'other' ? OTHER_CALLERS : { kind: caller_kind, id: caller_id };
  return { keyId: key_id, day, caller };
}

function toRow({ keyId, day, caller, uses, lastUsedAt }: UseCount): UsageRow {
  return {
    key_id: keyId,
    day,
    caller_kind: caller.kind,
    caller_id: caller.id,
    uses,
    last_used_at: toMillis(lastUsedAt),
  };
}

function chunksOf<T>(items: readonly T[]): T[][] {
  const count = Math.ceil(items.length / ROWS_AT_ONCE);
  return Array.from({ length: count }, (_, at) =>
    items.slice(at * ROWS_AT_ONCE, (at + 1) * ROWS_AT_ONCE),
  );
}
