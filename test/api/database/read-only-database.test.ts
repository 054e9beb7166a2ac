import { Client } from 'pg';
import { openDatabase, type Database } from '../../../api/database/database';
import { migrate } from '../../../api/database/migrate';
import { eventually } from '../../support/eventually';
import { createTestDatabase, type TestDatabase } from '../../support/postgres';

let own: TestDatabase;
let database: Database;
let operator: Client;

beforeAll(async () => {
  own = await createTestDatabase();
  database = openDatabase(own.url);
  await migrate(database);
  operator = new Client({ connectionString: own.url });
  await operator.connect();
});

afterAll(async () => {
  await database.close();
  await operator.end();
  await own.drop();
});

/**
 * Acts like a hosting provider whose disk is almost full: new connections are read-only, and no old one is
 * kept.
 */
async function setReadOnly(readOnly: boolean): Promise<void> {
  const name = new URL(own.url).pathname.slice(1);
  await operator.query('SET default_transaction_read_only = off');
  await operator.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${readOnly}`);
}

async function endConnections(): Promise<void> {
  await operator.query(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
}

const write = () =>
  database.run(() => database.knex('teams').where({ id: 'none' }).update({ suspended_at: 1 }));

async function useSeveralConnections(): Promise<void> {
  await Promise.all([1, 2, 3].map(() => database.knex.raw('SELECT pg_sleep(0.1)')));
}

beforeEach(async () => {
  await setReadOnly(true);
  await endConnections();
  await eventually(useSeveralConnections);
});

it('is writable again after PostgreSQL was read-only, although connections are kept', async () => {
  await expect(database.requireWritable()).rejects.toThrow('read-only');
  await setReadOnly(false);
  await database.requireWritable();
  await Promise.all([write(), write(), write()]);
});

it('writes again after one failed write, even if nobody asks whether it can', async () => {
  await expect(write()).rejects.toMatchObject({ code: '25006' });
  await setReadOnly(false);
  await Promise.all([write(), write(), write()]);
});
