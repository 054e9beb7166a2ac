import type { SliceParts } from '../http/slice';
import { createKnexRestoreStore } from './knex-restore-store';
import type { RestoreStore } from './restore';

/** What is known of backups that took the place of the database. */
export function composeRestores({ database }: Pick<SliceParts, 'database'>) {
  const restores: Pick<RestoreStore, 'latest'> = createKnexRestoreStore(database);
  return { endpoints: [], purge: [], restores };
}
