import type { SliceParts } from '../http/slice';
import { createKnexRestoreStore, type RestoreStore } from './restore-store';

/** Remembers backups that replaced the database. */
export function composeRestores({ database }: Pick<SliceParts, 'database'>) {
  const store: RestoreStore = createKnexRestoreStore(database);
  return {
    endpoints: [],
    purge: [],
    restores: store,
    /** Announces a restore to plans and running servers. Nothing is revoked or changed. */
    announce: (restore: Parameters<RestoreStore['insert']>[0]) => store.insert(restore),
  };
}
