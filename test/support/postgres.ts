import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { openDatabase } from '../../api/database/database';
import { migrate } from '../../api/database/migrate';
import { emptyDatabase, shapeOf } from './database-pool';
import { startEmbeddedPostgres } from './embedded-postgres-server';
import type { PostgresServer } from './embedded-postgres-server';
import { requestSharedPostgres, type SharedPostgres } from './shared-postgres';

export interface TestDatabase {
  /** `postgres://…` of an empty database that nobody else uses. */
  readonly url: string;
  /** Ends the connections that are still open, too. */
  drop(): Promise<void>;
}

/**
 * A PostgreSQL server: the one that KEYPLANE_TEST_POSTGRES_URL names, which `stop` leaves running,
 * or else a new one of the caller's own. Most tests want `createTestDatabase`, which shares one.
 */
export const startPostgres = async (): Promise<PostgresServer> => {
  const url = process.env.KEYPLANE_TEST_POSTGRES_URL;
  return url === undefined ? startEmbeddedPostgres() : { url, stop: async () => {} };
};

/** A new database on the server that all tests of a run share; the first call starts it. */
export const createTestDatabase = async (): Promise<TestDatabase> => createDatabase();

/**
 * A database for tests that migrate it. Most often it is already migrated: an earlier test left it and it was
 * emptied, or it is a copy of the run's template.
 */
export const createDatabaseToMigrate = async (): Promise<TestDatabase> => {
  const { url: serverUrl, template } = await sharedServer();
  if (template === undefined) return createDatabase();
  const left = await withClient(serverUrl, takeFree);
  const { url, drop } =
    left === undefined ? await createDatabase(template) : existing(serverUrl, left);
  return {
    url,
    async drop() {
      const shape = await templateShape(serverUrl);
      const isAsNew = await withClient(url, async (client) => {
        if ((await shapeOf(client)) !== shape) return false;
        await emptyDatabase(client);
        return true;
      });
      if (!isAsNew) return drop();
      await execute(
        serverUrl,
        `INSERT INTO free_databases VALUES ('${new URL(url).pathname.slice(1)}')`,
      );
    },
  };
};

/** Takes the free database that was left last. */
const takeFree = async (client: Client): Promise<string | undefined> => {
  const { rows } = await client.query<{ name: string }>(
    `DELETE FROM free_databases WHERE name =
       (SELECT name FROM free_databases LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING name`,
  );
  return rows[0]?.name;
};

let knownShape: string | undefined;

const templateShape = async (serverUrl: string): Promise<string> => {
  knownShape ??= await withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ shape: string }>('SELECT shape FROM template_shape');
    return rows[0]?.shape;
  });
  return knownShape ?? '';
};

/** Starts the server of a run, with a database to copy from if the server goes with the run. */
export const startSharedPostgres = async (): Promise<SharedPostgres> => {
  const { url } = await startPostgres();
  if (process.env.KEYPLANE_TEST_POSTGRES_URL !== undefined) return { url, template: undefined };
  const template = newName();
  await execute(url, `CREATE DATABASE ${template}`);
  const database = openDatabase(urlOf(url, template));
  try {
    await migrate(database);
  } finally {
    await database.close();
  }
  const shape = await withClient(urlOf(url, template), shapeOf);
  await execute(url, `CREATE TABLE template_shape AS SELECT '${shape}' AS shape`);
  await execute(url, 'CREATE TABLE free_databases (name text PRIMARY KEY)');
  return { url, template };
};

const createDatabase = async (template?: string): Promise<TestDatabase> => {
  const { url: serverUrl } = await sharedServer();
  const name = newName();
  const copied = template === undefined ? '' : ` TEMPLATE ${template}`;
  await execute(serverUrl, `CREATE DATABASE ${name}${copied}`);
  return existing(serverUrl, name);
};

const existing = (serverUrl: string, name: string): TestDatabase => ({
  url: urlOf(serverUrl, name),
  drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
});

const newName = () => `keyplane_test_${randomBytes(8).toString('hex')}`;

const urlOf = (serverUrl: string, name: string): string => {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
};

let ownServer: Promise<SharedPostgres> | undefined;

const sharedServer = async (): Promise<SharedPostgres> => {
  const url = process.env.KEYPLANE_TEST_POSTGRES_URL;
  if (url !== undefined) return { url, template: undefined };
  const offered = await requestSharedPostgres();
  if (offered !== undefined) return offered;
  ownServer ??= startSharedPostgres();
  return ownServer;
};

const execute = (url: string, statement: string): Promise<void> =>
  withClient(url, async (client) => void (await client.query(statement)));

const withClient = async <T>(url: string, use: (client: Client) => Promise<T>): Promise<T> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
};
