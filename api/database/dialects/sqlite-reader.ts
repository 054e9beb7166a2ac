import { Database, OPEN_READWRITE } from 'sqlite3';
import type { Reader } from './dialect';
import { keepStatements, type SqliteConnection } from './kept-statements';

/** Among a million keys every read goes elsewhere: what the cache does not hold is a system call. */
const PRAGMAS = `
  PRAGMA busy_timeout = 10000;
  PRAGMA query_only = ON;
  PRAGMA cache_size = -16384;
`;

/** They read while what others have read is worked on. */
const CONNECTIONS = 3;

interface Place {
  connection: Promise<SqliteConnection> | undefined;
  /** When whoever came before is done: a second statement would hold a thread to wait. */
  turn: Promise<unknown>;
}

/**
 * In WAL mode a reader sees what was committed before it began, and waits for no writer. Without
 * knex, whose builder and pool cost as much as what they bring.
 */
export function createSqliteReader(filename: string): Reader {
  const places = Array.from({ length: CONNECTIONS }, (): Place => {
    return { connection: undefined, turn: Promise.resolve() };
  });
  let asked = 0;

  async function read<Row>(place: Place, sql: string, bindings: readonly string[]): Promise<Row[]> {
    place.connection ??= open(filename).catch((error: unknown) => {
      // The next one tries again.
      place.connection = undefined;
      throw error;
    });
    const connection = await place.connection;
    return new Promise((resolve, reject) => {
      connection.all(sql, bindings, (error, rows) => {
        if (error === null) resolve(rows as Row[]);
        else reject(error);
      });
    });
  }

  return {
    all<Row>(sql: string, bindings: readonly string[]) {
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

function open(filename: string): Promise<SqliteConnection> {
  return new Promise((resolve, reject) => {
    const database = new Database(filename, OPEN_READWRITE, (failed) => {
      if (failed !== null) return reject(failed);
      const connection = database as unknown as SqliteConnection;
      keepStatements(connection);
      connection.exec(PRAGMAS, (error) => (error === null ? resolve(connection) : reject(error)));
    });
  });
}
