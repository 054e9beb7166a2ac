import type { Knex } from 'knex';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { PageRequest } from '../domain/page';
import { CREATED_BY_RUN } from './created-by-run';
import { parseCreationPosition } from './creation-position';
import type { CreationFilter, CreationStore, KnownCreation } from './creation-store';
import type { CreatedKind } from '../domain/kinds';

interface CreationRow {
  resource_id: string;
  resource_kind: CreatedKind;
  team_id: string | null;
  creator_id: string;
  stack: string;
  run: string;
  body_hash: string;
  created_at: number;
  recorded_at: number | null;
  named_at: number | null;
  gone_at: number | null;
}

/**
 * An adopted object has this in place of a run, a creator and the hash of a body. No run, creator
 * or hash is equal to it.
 */
const NONE = '';

export function createKnexCreationStore(database: Database): CreationStore {
  const creations = () => database.knex<CreationRow>('creations');

  /** Written in order of ID, so that two units of work never wait for each other. */
  async function lockInOrder(query: Knex.QueryBuilder<CreationRow>): Promise<CreationRow[]> {
    return database.dialect.lockRows(query.orderBy('resource_id'));
  }

  async function changeAll(rows: readonly CreationRow[], change: object): Promise<string[]> {
    const ids = rows.map((row) => row.resource_id);
    if (ids.length > 0) await creations().whereIn('resource_id', ids).update(change);
    return rows.filter((row) => row.recorded_at === null).map((row) => row.resource_id);
  }

  return {
    async insert(creation) {
      await creations().insert({
        resource_id: creation.resourceId,
        resource_kind: creation.kind,
        team_id: creation.teamId,
        creator_id: creation.creatorId,
        stack: creation.stack,
        run: creation.run,
        body_hash: creation.bodyHash,
        created_at: toMillis(creation.createdAt),
        recorded_at: null,
        named_at: null,
        gone_at: null,
      });
    },

    async findUnrecorded({ creatorId, stack, kind, bodyHash }) {
      const likeness = JSON.stringify([creatorId, stack, kind, bodyHash]);
      await database.dialect.takeTurns(database.knex, likeness);
      const rows = await creations()
        .where({ creator_id: creatorId, stack, resource_kind: kind, body_hash: bodyHash })
        .whereNull('recorded_at')
        .whereNull('gone_at')
        .orderBy('resource_id');
      return rows.map(toCreation);
    },

    async find(resourceIds) {
      const rows = await creations().whereIn('resource_id', [...resourceIds]);
      return rows.map(toCreation);
    },

    async unknownAmong(resourceIds) {
      const rows = await creations()
        .whereIn('resource_id', [...resourceIds])
        .select('resource_id');
      const known = new Set(rows.map((row) => row.resource_id));
      return resourceIds.filter((id) => !known.has(id));
    },

    async adopt(objects, { kind, teamId, stack }, at) {
      const columns = { id: 'text', creator_id: 'text', created_at: 'bigint' } as const;
      const rows = objects.map(({ id, createdBy, createdAt }) => ({
        id,
        creator_id: createdBy ?? NONE,
        created_at: toMillis(createdAt),
      }));
      await database.knex.raw(
        `INSERT INTO creations (resource_id, resource_kind, team_id, creator_id, stack, run,
                                body_hash, created_at, recorded_at, named_at)
         SELECT given.id, ?, ?, given.creator_id, ?, '${NONE}', '${NONE}', given.created_at,
                CAST(? AS bigint), CAST(? AS bigint)
           FROM ${database.dialect.jsonRows(columns)} WHERE true ORDER BY given.id
         ON CONFLICT (resource_id) DO NOTHING`,
        [kind, teamId, stack, toMillis(at), toMillis(at), JSON.stringify(rows)],
      );
    },

    async lockUnrecorded(resourceIds) {
      if (resourceIds.length === 0) return [];
      const unrecorded = creations()
        .whereIn('resource_id', [...resourceIds])
        .where({ recorded_at: null, gone_at: null });
      return (await lockInOrder(unrecorded)).map((row) => row.resource_id);
    },

    async changeRun(resourceId, run) {
      await creations().where({ resource_id: resourceId }).update({ run });
    },

    async lastCreatedAt(creatorId, run) {
      const [row] = (await creations()
        .where({ creator_id: creatorId, run })
        .max('created_at as at')) as { at: number | string | null }[];
      return row === undefined || row.at === null ? null : toDate(Number(row.at));
    },

    async presentationSince(teamId, stack, since) {
      const seen = '(named_at > ? OR created_at > ?)';
      const at = toMillis(since);
      const [row] = (await creations()
        .where({ team_id: teamId, stack })
        .whereNotNull('recorded_at')
        .whereNull('gone_at')
        .select(
          database.knex.raw('COUNT(*) AS recorded'),
          database.knex.raw(`SUM(CASE WHEN ${seen} THEN 1 ELSE 0 END) AS seen`, [at, at]),
          database.knex.raw('SUM(CASE WHEN named_at > ? THEN 1 ELSE 0 END) AS named', [at]),
        )) as unknown as Record<'recorded' | 'seen' | 'named', number | string | null>[];
      return {
        recorded: Number(row?.recorded ?? 0),
        seenSince: Number(row?.seen ?? 0),
        namedSince: Number(row?.named ?? 0),
      };
    },

    async unseenSince(teamId, stack, since, limit) {
      const at = toMillis(since);
      const rows = await creations()
        .where({ team_id: teamId, stack })
        .whereNotNull('recorded_at')
        .whereNull('gone_at')
        .where('created_at', '<=', at)
        .where((unnamed) => {
          void unnamed.whereNull('named_at').orWhere('named_at', '<=', at);
        })
        .orderBy('resource_id')
        .limit(limit);
      return rows.map((row) => row.resource_id);
    },

    async name(resourceIds, { teamId, stack }, at) {
      const theirs = creations()
        .where({ team_id: teamId })
        .whereIn('resource_id', [...resourceIds])
        .whereNull('gone_at');
      const millis = toMillis(at);
      return changeAll(await lockInOrder(theirs), {
        named_at: millis,
        recorded_at: database.knex.raw('COALESCE(recorded_at, ?)', [millis]),
        ...(stack !== null && { stack }),
      });
    },

    async record(resourceIds, at, of) {
      const query = creations()
        .whereIn('resource_id', [...resourceIds])
        .whereNull('recorded_at')
        .whereNull('gone_at');
      if (of !== undefined) void query.where({ creator_id: of.creatorId, run: of.run });
      return changeAll(await lockInOrder(query), { recorded_at: toMillis(at) });
    },

    async markGone(resourceIds, at) {
      const existing = creations()
        .whereIn('resource_id', [...resourceIds])
        .whereNull('gone_at');
      await changeAll(await lockInOrder(existing), { gone_at: toMillis(at) });
    },

    async list(filter, page) {
      const query = creations().where({ team_id: filter.teamId }).whereNull('gone_at');
      applyFilter(query, filter);
      return (await creationPage(query, page)).map(toCreation);
    },

    async summary(teamId, stack, kinds) {
      const existing = creations().where({ team_id: teamId, stack }).whereNull('gone_at');
      if (kinds !== undefined) void existing.whereIn('resource_kind', [...kinds]);
      const [row] = (await existing.select(
        database.knex.raw('COUNT(recorded_at) AS recorded'),
        database.knex.raw(`COUNT(CASE WHEN ${CREATED_BY_RUN} THEN recorded_at END) AS by_runs`),
        database.knex.raw('MAX(named_at) AS named'),
        database.knex.raw('MAX(created_at) AS created'),
      )) as unknown as Record<
        'recorded' | 'by_runs' | 'named' | 'created',
        number | string | null
      >[];
      const date = (value: number | string | null | undefined) =>
        value === null || value === undefined ? null : toDate(Number(value));
      return {
        recorded: Number(row?.recorded ?? 0),
        createdByRuns: Number(row?.by_runs ?? 0),
        lastNamedAt: date(row?.named),
        lastCreatedAt: date(row?.created),
      };
    },

    async purgeGone(before) {
      await creations().where('gone_at', '<', toMillis(before)).delete();
    },
  };
}

function applyFilter(
  query: Knex.QueryBuilder<CreationRow>,
  { creatorId, kinds, stack, unnamedSince, neverNamed }: CreationFilter,
): void {
  if (creatorId !== undefined) void query.where({ creator_id: creatorId });
  if (kinds !== undefined) void query.whereIn('resource_kind', [...kinds]);
  if (stack !== undefined) void query.where({ stack });
  if (neverNamed === true) void query.whereNull('named_at');
  if (unnamedSince !== undefined) {
    const since = toMillis(unnamedSince);
    void query.where((either) => {
      void either.whereNull('named_at').orWhere('named_at', '<', since);
    });
  }
}

function toCreation(row: CreationRow): KnownCreation {
  const date = (millis: number | null) => (millis === null ? null : toDate(millis));
  return {
    resourceId: row.resource_id,
    kind: row.resource_kind,
    teamId: row.team_id,
    creatorId: row.creator_id === NONE ? null : row.creator_id,
    stack: row.stack,
    run: row.run === NONE ? null : row.run,
    createdAt: toDate(row.created_at),
    recordedAt: date(row.recorded_at),
    namedAt: date(row.named_at),
  };
}

function creationPage<Q extends Knex.QueryBuilder>(query: Q, page: PageRequest): Q {
  const [direction, beyond] =
    page.order === 'descending' ? (['desc', '<'] as const) : (['asc', '>'] as const);
  const after = page.after === undefined ? undefined : parseCreationPosition(page.after);
  if (page.ids !== undefined) void query.whereIn('resource_id', [...page.ids]);
  if (after !== undefined) {
    void query.whereRaw(`(created_at, resource_id) ${beyond} (?, ?)`, [after.millis, after.id]);
  }
  void query
    .orderBy('created_at', direction)
    .orderBy('resource_id', direction)
    .limit(page.size + 1);
  return query;
}
