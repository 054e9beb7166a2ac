import { randomBytes } from 'node:crypto';
import { createBootstrap } from '../../../api/bootstrap/bootstrap';
import type { Bootstrap } from '../../../api/bootstrap/bootstrap';
import type { BootstrapFile } from '../../../api/bootstrap/bootstrap-file';
import { createKnexOperatorStore } from '../../../api/bootstrap/operator-store';
import { openDatabase } from '../../../api/database/database';
import type { Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import type { UnitOfWork } from '../../../api/database/unit-of-work';
import { createSealer } from '../../../api/sealing/sealer';
import { createSlices } from '../../../api/app/slices';
import { createUlidIds } from '../../../api/app/ulid-ids';
import type { DatabaseName } from '../../support/api';
import { createManualClock } from '../../support/manual-clock';
import { createTestDatabase } from '../../support/postgres';

export const FIRST_OWNER = { email: 'owner@example.com', name: 'Olga Owner' };

export const noFile: BootstrapFile = { write: async () => {}, discard: async () => {} };

/**
 * A database that has been migrated and is empty. `url` is set if other processes can open it too.
 */
export async function openEmptyDatabase(name: DatabaseName) {
  const own = name === 'postgres' ? await createTestDatabase() : undefined;
  const database = openDatabase(own?.url ?? 'sqlite::memory:');
  await migrate(database);
  return {
    database,
    url: own?.url,
    async close() {
      await database.close();
      await own?.drop();
    },
  };
}

export function bootstrapOn(database: Database, unitOfWork: UnitOfWork = database): Bootstrap {
  const clock = createManualClock();
  const sealer = createSealer({ current: randomBytes(32), previous: null });
  const onError = (error: unknown) => {
    throw error;
  };
  const ids = createUlidIds(clock);
  const slices = createSlices({ database, clock, ids, sealer, onError });
  return createBootstrap({
    store: createKnexOperatorStore(database),
    unitOfWork,
    clock,
    audit: slices.audit.trail,
    keys: slices.applicationKeys.ofMembers,
    teams: slices.teams.teams,
    directory: slices.teams.directory,
    owners: slices.members.owners,
  });
}
