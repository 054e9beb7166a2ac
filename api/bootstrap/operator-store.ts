import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Operator } from './operator';

export interface OperatorStore {
  /**
   * Creates the first operator. If several replicas start together, one gets `true`. The others wait for
   * its unit of work and get `false`.
   */
  claimFirst(operator: Operator): Promise<boolean>;
  findFirst(): Promise<Operator | undefined>;
}

interface OperatorRow {
  id: string;
  name: string;
  created_at: number;
}

export function createKnexOperatorStore(database: Database): OperatorStore {
  const operators = () => database.knex<OperatorRow>('operators');

  return {
    async claimFirst({ id, name, createdAt }) {
      const row = { id, name, created_at: toMillis(createdAt) };
      const inserted = await operators().insert(row).onConflict('id').ignore().returning('id');
      return inserted.length > 0;
    },

    async findFirst() {
      const [row] = await operators().orderBy('created_at').limit(1);
      return row && { id: row.id, name: row.name, createdAt: toDate(row.created_at) };
    },
  };
}
