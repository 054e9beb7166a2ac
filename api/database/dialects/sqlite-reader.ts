import { Database, OPEN_READWRITE } from 'sqlite3';
import { isUnavailable } from './unavailable';
import type { Binding, Reader } from './dialect';
import { keepStatements, type SqliteConnection } from './kept-statements';

/** Among a million keys every read goes elsewhere: what the cache does not hold is a system call. */
const PRAGMAS = `
  PRAGMA query_only = ON;
  PRAGMA cache_size = -16384;
`;

/** They read while what others have read is worked on. */
const CONNECTIONS = 3;

interface Place {
  connection: Promise<SqliteConnection> | undefined;
  /** When the statement before is done: a second statement would hold a thread to wait. */
  turn: Promise<unknown>;
}

/**
 * In WAL mode a reader sees what was committed before it began, and waits for no writer. Without
 * knex, whose builder and pool cost as much as what they bring.
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
      // The next one tries again.
      place.connection = undefined;
      throw error;
    });
    const connection = await place.connection;
    return new Promise((resolve, reject) => {
      connection.all(sql, bindings, (error, rows) => {
        if (error === null) return resolve(rows as Row[]);
        // What is wrong with the file or the disk may be wrong with the connection: the next is new.
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
