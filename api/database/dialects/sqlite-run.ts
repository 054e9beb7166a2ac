import { Database, OPEN_READWRITE } from 'sqlite3';

/** One connection for a few statements, which must not change the settings of the file. */
export interface SqliteConnectionOnce {
  all<Row>(sql: string, bindings?: readonly (string | number)[]): Promise<Row[]>;
}

/** Opens an existing file, and closes it after `work`. */
export async function withSqlite<T>(
  filename: string,
  busyTimeoutMillis: number,
  work: (connection: SqliteConnectionOnce) => Promise<T>,
): Promise<T> {
  const database = await open(filename);
  const connection: SqliteConnectionOnce = {
    all: <Row>(sql: string, bindings: readonly (string | number)[] = []) =>
      new Promise<Row[]>((resolve, reject) => {
        database.all<Row>(sql, [...bindings], (error, rows) =>
          error === null ? resolve(rows) : reject(error),
        );
      }),
  };
  try {
    await connection.all(`PRAGMA busy_timeout = ${busyTimeoutMillis}`);
    return await work(connection);
  } finally {
    await new Promise<void>((resolve) => database.close(() => resolve()));
  }
}

function open(filename: string): Promise<Database> {
  return new Promise((resolve, reject) => {
    const database: Database = new Database(filename, OPEN_READWRITE, (error) =>
      error === null ? resolve(database) : reject(error),
    );
  });
}
