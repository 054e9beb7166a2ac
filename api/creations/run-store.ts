import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Run } from './run';

export interface NewRun {
  readonly id: string;
  readonly creatorId: string;
  readonly teamId: string | null;
  readonly stack: string;
  readonly at: Date;
}

export interface RunStore {
  /** @returns whether it was new */
  insert(run: NewRun): Promise<boolean>;
  find(creatorId: string, id: string): Promise<Run | undefined>;
  /** The run cannot end before the unit of work does. It can be renewed. */
  findForShare(creatorId: string, id: string): Promise<Run | undefined>;
  /** Waits for every unit of work that writes on behalf of the run. */
  findForUpdate(creatorId: string, id: string): Promise<Run | undefined>;
  /** @returns undefined if a unit of work writes on behalf of the run, or is about to end it */
  findForUpdateIfFree(creatorId: string, id: string): Promise<Run | undefined>;
  /** Whether another run of the same creator has begun in the stack since then. */
  hasOtherBegunSince(creatorId: string, stack: string, id: string, since: Date): Promise<boolean>;
  /** @returns false if it has ended */
  renew(creatorId: string, id: string, at: Date): Promise<boolean>;
  /** Ends a run that this unit of work has locked by `findForUpdate`. */
  end(creatorId: string, id: string, ending: 'finished' | 'cut_off', at: Date): Promise<void>;
  /** The creator's runs in the stack whose last sign of life is older than `aliveSince`. */
  cutOffLapsed(creatorId: string, stack: string, aliveSince: Date, at: Date): Promise<void>;
  purge(before: Date): Promise<void>;
}

interface RunRow {
  creator_id: string;
  run: string;
  team_id: string | null;
  stack: string;
  started_at: number;
  renewed_at: number;
  ending: 'finished' | 'cut_off' | null;
  ended_at: number | null;
}

export function createKnexRunStore(database: Database): RunStore {
  const runs = () => database.knex<RunRow>('runs');
  const one = (creatorId: string, id: string) => runs().where({ creator_id: creatorId, run: id });

  return {
    async insert({ id, creatorId, teamId, stack, at }) {
      const inserted = await runs()
        .insert({
          creator_id: creatorId,
          run: id,
          team_id: teamId,
          stack,
          started_at: toMillis(at),
          renewed_at: toMillis(at),
          ending: null,
          ended_at: null,
        })
        .onConflict(['creator_id', 'run'])
        .ignore()
        .returning('run');
      return inserted.length > 0;
    },

    async find(creatorId, id) {
      const [row] = await one(creatorId, id);
      return row && toRun(row);
    },

    async findForShare(creatorId, id) {
      const [row] = await database.dialect.shareRows(one(creatorId, id));
      return row && toRun(row);
    },

    async findForUpdate(creatorId, id) {
      const [row] = await database.dialect.lockRows(one(creatorId, id));
      return row && toRun(row);
    },

    async findForUpdateIfFree(creatorId, id) {
      const [row] = await database.dialect.lockFreeRows(one(creatorId, id));
      return row && toRun(row);
    },

    async hasOtherBegunSince(creatorId, stack, id, since) {
      const [row] = await runs()
        .where({ creator_id: creatorId, stack })
        .where('started_at', '>', toMillis(since))
        .whereNot({ run: id })
        .limit(1);
      return row !== undefined;
    },

    async renew(creatorId, id, at) {
      // Nothing is locked first, so on PostgreSQL this does not wait for what the run is writing.
      const renewed = await one(creatorId, id)
        .whereNull('ending')
        .update({ renewed_at: toMillis(at) });
      return renewed > 0;
    },

    async end(creatorId, id, ending, at) {
      await one(creatorId, id)
        .whereNull('ending')
        .update({ ending, ended_at: toMillis(at) });
    },

    async cutOffLapsed(creatorId, stack, aliveSince, at) {
      const lapsed = runs()
        .where({ creator_id: creatorId, stack })
        .whereNull('ending')
        .where('renewed_at', '<=', toMillis(aliveSince))
        .orderBy('run');
      // Locked in order, so that two runs that begin at once do not wait for each other.
      for (const { run } of await database.dialect.lockRows(lapsed)) {
        await one(creatorId, run).update({ ending: 'cut_off', ended_at: toMillis(at) });
      }
    },

    async purge(before) {
      await runs().where('renewed_at', '<', toMillis(before)).delete();
    },
  };
}

function toRun(row: RunRow): Run {
  return {
    id: row.run,
    creatorId: row.creator_id,
    startedAt: toDate(row.started_at),
    renewedAt: toDate(row.renewed_at),
    ending: row.ending,
  };
}
