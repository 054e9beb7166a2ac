import { createChangeLog } from '../../../api/database/change-log';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import {
  hasPgBouncer,
  startPgBouncer,
  WITHOUT_PGBOUNCER,
  type PgBouncer,
} from '../../support/pgbouncer';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';

const installed = hasPgBouncer ? describe.each : describe.skip.each;

installed(['transaction', 'session'] as const)(
  `behind PgBouncer in %s mode${hasPgBouncer ? '' : ` (${WITHOUT_PGBOUNCER})`}`,
  (mode) => {
    let own: TestDatabase;
    let pooler: PgBouncer;
    let database: Database;

    beforeAll(async () => {
      own = await createTestDatabase();
      pooler = await startPgBouncer(own.url, mode, 8);
      database = openDatabase(pooler.url, { poolSize: 4 });
      await migrate(database);
    });

    afterAll(async () => {
      await database.close();
      await pooler.stop();
      await own.drop();
    });

    it('x', async () => {
      const log = createChangeLog();
      const source = database.dialect.changeSource(database.knex, log);
      await source.catchUp();
      await source.close();
    });
  },
);
