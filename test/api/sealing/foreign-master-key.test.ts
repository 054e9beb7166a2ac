import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig, type Config } from '../../../api/app/config';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { loadSealer, requireSealerOf } from '../../../api/app/installation';
import { DATABASES } from '../../support/api';
import { createDatabaseToMigrate, type TestDatabase } from '../../support/postgres';

describe.each(DATABASES)('a database that was sealed with another master key, on %s,', (on) => {
  let own: TestDatabase | undefined;
  let folder: string;
  let database: Database;

  beforeEach(async () => {
    own = on === 'postgres' ? await createDatabaseToMigrate() : undefined;
    folder = await mkdtemp(path.join(tmpdir(), 'keyplane-foreign-'));
    database = openDatabase(urlOf());
  });
  afterEach(async () => {
    await database.close();
    await own?.drop();
    await rm(folder, { recursive: true });
  });

  const urlOf = () => own?.url ?? `sqlite:${path.join(folder, 'keyplane.db')}`;
  const newConfig = (): Config =>
    parseConfig({
      KEYPLANE_DATABASE_URL: urlOf(),
      KEYPLANE_MASTER_KEY: randomBytes(32).toString('base64'),
    });

  it('is refused before it is migrated', async () => {
    const config = newConfig();
    await migrate(database);
    await requireSealerOf(config, database, await loadSealer(config, database));

    await expect(loadSealer(newConfig(), database)).rejects.toThrow(
      'KEYPLANE_MASTER_KEY does not belong to this database',
    );
    await expect(loadSealer(newConfig(), database, { evenIfLost: true })).resolves.toBeDefined();
    await expect(loadSealer(config, database)).resolves.toBeDefined();
  });
});
