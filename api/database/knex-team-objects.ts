import type { TeamObject, TeamObjects } from '../domain/team-object';
import { toDate } from './columns';
import type { Database } from './database';

/** How a slice stores its objects. */
export interface ObjectTable {
  readonly name: string;
  /** Column with the time at which an object ended. Absent if the slice deletes the row instead. */
  readonly endedAt?: string;
  /** Set if the table has no column with the creator of an object. */
  readonly namesNoCreator?: true;
}

interface ObjectRow {
  readonly id: string;
  readonly created_by?: string;
  readonly created_at: number;
}

export function createKnexTeamObjects(
  database: Database,
  { name, endedAt, namesNoCreator }: ObjectTable,
): TeamObjects {
  return {
    async lockExisting(teamId, ids) {
      const query = database
        .knex(name)
        .where({ team_id: teamId })
        .whereIn('id', [...ids])
        .orderBy('id');
      if (endedAt !== undefined) void query.whereNull(endedAt);
      const columns = ['id', 'created_at', ...(namesNoCreator ? [] : ['created_by'])];
      const rows = (await database.dialect.lockRows(query.select(columns))) as ObjectRow[];
      return rows.map(toTeamObject);
    },
  };
}

function toTeamObject({ id, created_by, created_at }: ObjectRow): TeamObject {
  return { id, createdBy: created_by ?? null, createdAt: toDate(created_at) };
}
