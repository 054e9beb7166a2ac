import { Database, OPEN_READWRITE } from 'sqlite3';
import { isUnavailable } from './unavailable';
import type { Binding, Reader } from './dialect';
import { keepStatements, type SqliteConnection } from './kept-statements';

/**
 * Size of the page cache. With a million keys, reads are spread over the whole file, and each page that is
 * not cached costs a system call.
 */
const PRAGMAS = `
  PRAGMA query_only = ON;
  PRAGMA cache_size = -16384;
`;

/** Number of connections. They read while the process handles the results of earlier reads. */
const CONNECTIONS = 3;

interface Place {
  connection: Promise<SqliteConnection> | undefined;
  /**
   * Resolves when the previous statement of the connection is done. A second statement would block a thread
   * while it waits.
   */
  turn: Promise<unknown>;
}

/**
 * In WAL mode a reader sees what was committed before it began, and waits for no writer. It does
 * not use knex, because its builder and pool would cost as much as the read itself.
 */
export function createSqliteReader(options: {
  readonly filename: string;
  readonly busyTimeoutMillis: number;
  /** @throws if the file must no longer be read */
  readonly requireInPlace: () => void;
}): Reader {
  const { filename, busyTimeoutMillis, requireInPlace } = options;
  const places = Array.from({ length: CONNECTIONS }, (): Place => {
    return { connection: undefined, turn: Promise.resolve() };
  });
  let asked = 0;

  async function read<Row>(
    place: Place,
    sql: string,
    bindings: readonly Binding[],
  ): Promise<Row[]> {
    requireInPlace();
    place.connection ??= open(filename, busyTimeoutMillis).catch((error: unknown) => {
      // The next read tries to open the file again.
      place.connection = undefined;
      throw error;
    });
    const connection = await place.connection;
    return new Promise((resolve, reject) => {
      connection.all(sql, bindings, (error, rows) => {
        if (error === null) return resolve(rows as Row[]);
        // An error of the file or the disk may have damaged the connection, so the next read opens a new one.
        if (isUnavailable(error)) {
          place.connection = undefined;
          connection.close(() => {});
        }
        reject(error);
      });
    });
  }

  return {
    all<Row>(sql: string, bindings: readonly Binding[]) {
      const place = places[asked++ % CONNECTIONS] as Place;
      const rows = place.turn.then(() => read<Row>(place, sql, bindings));
      place.turn = rows.catch(() => undefined);
      return rows;
    },
    async close() {
      await Promise.all(
        places.map(async ({ turn, connection }) => {
          await turn;
          const opened = await connection;
          await new Promise<void>((resolve) =>
            opened ? opened.close(() => resolve()) : resolve(),
          );
        }),
      );
    },
  };
}

function open(filename: string, busyTimeoutMillis: number): Promise<SqliteConnection> {
  return new Promise((resolve, reject) => {
    const database = new Database(filename, OPEN_READWRITE, (failed) => {
      if (failed !== null) return reject(failed);
      const connection = database as unknown as SqliteConnection;
      keepStatements(connection);
      const pragmas = `PRAGMA busy_timeout = ${busyTimeoutMillis}; ${PRAGMAS}`;
      connection.exec(pragmas, (error) => (error === null ? resolve(connection) : reject(error)));
    });
  });
}
