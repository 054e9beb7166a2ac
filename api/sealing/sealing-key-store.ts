import { toMillis } from '../database/columns';
import type { Database } from '../database/database';

/** Every master key with which something may be sealed in this database. */
export interface SealingKey {
  readonly id: string;
  /** A known text, sealed with this master key. */
  readonly checkValue: string;
}

export interface SealingKeyStore {
  all(): Promise<readonly SealingKey[]>;
  /** Does nothing if the ID exists already, because replicas start together. */
  insert(key: SealingKey, at: Date): Promise<void>;
  delete(ids: readonly string[]): Promise<void>;
  deleteOthers(id: string): Promise<void>;
}

interface SealingKeyRow {
  id: string;
  check_value: string;
  created_at: number;
}

export function createKnexSealingKeyStore(database: Database): SealingKeyStore {
  const keys = () => database.knex<SealingKeyRow>('sealing_keys');

  return {
    all: async () => (await keys().orderBy('created_at')).map(toSealingKey),

    async insert({ id, checkValue }, at) {
      const row = { id, check_value: checkValue, created_at: toMillis(at) };
      await keys().insert(row).onConflict('id').ignore();
    },

    async delete(ids) {
      await keys()
        .whereIn('id', [...ids])
        .delete();
    },

    async deleteOthers(id) {
      await keys().whereNot({ id }).delete();
    },
  };
}

function toSealingKey(row: SealingKeyRow): SealingKey {
  return { id: row.id, checkValue: row.check_value };
}
