import { openDatabase } from '../../api/database/database';
import { migrate } from '../../api/database/migrate';
import { seedKeys } from './seed-keys';

const [url = '', count = '0'] = process.argv.slice(2);

/**
 * A process of its own. A process that has written a million rows is so large that everything it starts
 * would start slowly, including the baselines.
 */
async function main(): Promise<void> {
  const database = openDatabase(url);
  const onSqlite = database.dialect.name === 'sqlite';
  try {
    await migrate(database);
    if (onSqlite) {
      // Nothing has to survive a crash. Hashes come in random order, so their index should fit in
      // memory.
      await database.knex.raw('PRAGMA synchronous = OFF');
      await database.knex.raw('PRAGMA cache_size = -1000000');
    }
    await database.run(() => seedKeys(database, Number(count)));
    await database.knex.raw(onSqlite ? 'PRAGMA wal_checkpoint(TRUNCATE)' : 'VACUUM ANALYZE');
  } finally {
    await database.close();
    process.disconnect();
  }
}

void main();
