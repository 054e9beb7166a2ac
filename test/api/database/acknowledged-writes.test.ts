import { openDatabase, type Database } from '../../../api/database/database';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';

describe('what PostgreSQL has acknowledged', () => {
  let own: TestDatabase;

  beforeEach(async () => {
    own = await createTestDatabase();
  });
  afterEach(() => own.drop());

  async function opened<T>(use: (database: Database) => Promise<T>): Promise<T> {
    const database = openDatabase(own.url);
    try {
      return await use(database);
    } finally {
      await database.close();
    }
  }

  const usedWithin = (database: Database) =>
    database.run(async () => {
      const { rows } = (await database.knex.raw('SHOW synchronous_commit')) as {
        rows: { synchronous_commit: string }[];
      };
      return rows[0]?.synchronous_commit;
    });

  const setTo = (value: string) =>
    opened((database) =>
      database.knex.raw(
        `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = ${value}', current_database()); END $$`,
      ),
    );

  it.each([
    ['off', 'on'],
    ['on', 'on'],
    ['local', 'local'],
    ['remote_apply', 'remote_apply'],
  ])('survives a crash: if the operator chose %s, a unit of work uses %s', async (set, used) => {
    await setTo(set);
    expect(await opened(usedWithin)).toBe(used);
  });
});
