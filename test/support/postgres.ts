import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres-server';
import type { PostgresServer } from './embedded-postgres-server';
import { requestSharedPostgres } from './shared-postgres';

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
export const createTestDatabase = async (): Promise<TestDatabase> => {
  const serverUrl = await sharedServerUrl();
  const name = `keyplane_test_${randomBytes(8).toString('hex')}`;
  await execute(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
};

let ownServer: Promise<PostgresServer> | undefined;

const sharedServerUrl = async (): Promise<string> => {
  const offered = process.env.KEYPLANE_TEST_POSTGRES_URL ?? (await requestSharedPostgres());
  if (offered !== undefined) return offered;
  ownServer ??= startPostgres();
  return (await ownServer).url;
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
