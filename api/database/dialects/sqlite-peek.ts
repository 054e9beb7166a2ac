import { existsSync, statSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Database, OPEN_READONLY, OPEN_URI } from 'sqlite3';

/**
 * The rows of a SELECT on a SQLite file that must not be changed yet, not even to be migrated. Empty if
 * the file, or the table, is not there.
 */
export async function peekIntoSqlite<Row>(
  filename: string,
  table: string,
  sql: string,
): Promise<Row[]> {
  return reading(filename, async (connection) => {
    const tables = await tablesOf(connection);
    return tables.includes(table) ? all<Row>(connection, sql) : [];
  });
}

/** The names of the tables of a SQLite file that must not be changed yet. Empty if the file is not there. */
export const tablesOfSqlite = (filename: string): Promise<string[]> => reading(filename, tablesOf);

async function reading<T>(
  filename: string,
  read: (connection: Database) => Promise<T[]>,
): Promise<T[]> {
  if (filename === ':memory:' || !existsSync(filename)) return [];
  const connection = await open(filename);
  try {
    return await read(connection);
  } finally {
    await new Promise<void>((resolve) => connection.close(() => resolve()));
  }
}

async function tablesOf(connection: Database): Promise<string[]> {
  const sql = "SELECT name FROM sqlite_master WHERE type = 'table'";
  return (await all<{ name: string }>(connection, sql)).map(({ name }) => name);
}

function all<Row>(connection: Database, sql: string): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    connection.all<Row>(sql, [], (error, rows) => (error === null ? resolve(rows) : reject(error)));
  });
}

/**
 * Without a log, the file contains everything. If it is read as immutable, SQLite creates no other
 * files next to it.
 */
function open(filename: string): Promise<Database> {
  const hasLog = (statSync(`${filename}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  const url = `${pathToFileURL(filename).href}${hasLog ? '' : '?immutable=1'}`;
  return new Promise((resolve, reject) => {
    const connection: Database = new Database(url, OPEN_READONLY | OPEN_URI, (error) =>
      error === null ? resolve(connection) : reject(error),
    );
  });
}
