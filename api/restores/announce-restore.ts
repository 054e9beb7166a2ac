import type { Database } from '../database/database';
import { createKnexRestoreStore } from './knex-restore-store';
import type { Restore } from './restore';

/** Tells plans and running servers. Nothing is revoked or changed. */
export async function announceRestore(database: Database, restore: Restore): Promise<void> {
  await createKnexRestoreStore(database).insert(restore);
}
