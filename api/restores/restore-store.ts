import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { Restore } from './restore';

export interface RestoreStore {
  insert(restore: Restore): Promise<void>;
  /** The restore that was announced last. */
  latest(): Promise<Restore | null>;
}

interface RestoreRow {
  id: string;
  announced_at: number;
  backup_at: number | null;
}

export function createKnexRestoreStore(database: Database): RestoreStore {
  const restores = () => database.knex<RestoreRow>('restores');
  return {
    async insert({ id, announcedAt, backupAt }) {
      await restores().insert({
        id,
        announced_at: toMillis(announcedAt),
        backup_at: toMillis(backupAt),
      });
    },
    async latest() {
      const [row] = await restores().orderBy('announced_at', 'desc').limit(1);
      if (row === undefined) return null;
      return {
        id: row.id,
        announcedAt: toDate(row.announced_at),
        backupAt: toDate(row.backup_at),
      };
    },
  };
}
