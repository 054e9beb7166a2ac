import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { openDatabase } from '../../api/database/database';
import { migrate } from '../../api/database/migrate';
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
 * The same for those who migrate it: most often a copy of one that is migrated already, which takes a
 * third of the time.
 */
export const createDatabaseToMigrate = async (): Promise<TestDatabase> => {
  const shared = await sharedServer();
  return createDatabase(shared.template);
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
  return { url, template };
};

const createDatabase = async (template?: string): Promise<TestDatabase> => {
  const { url: serverUrl } = await sharedServer();
  const name = newName();
  const copied = template === undefined ? '' : ` TEMPLATE ${template}`;
  await execute(serverUrl, `CREATE DATABASE ${name}${copied}`);
  return {
    url: urlOf(serverUrl, name),
    drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
};

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

const execute = async (url: string, statement: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};
