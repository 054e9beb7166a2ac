import type { SliceParts } from '../http/slice';
import { createKnexRestoreStore, type RestoreStore } from './restore-store';

/** What is known of backups that took the place of the database. */
export function composeRestores({ database }: Pick<SliceParts, 'database'>) {
  const store: RestoreStore = createKnexRestoreStore(database);
  return {
    endpoints: [],
    purge: [],
    restores: store,
    /** Tells plans and running servers. Nothing is revoked or changed. */
    announce: (restore: Parameters<RestoreStore['insert']>[0]) => store.insert(restore),
  };
}
