import type { Knex } from 'knex';
import type { Dialect } from './dialects/dialect';
import { peekIntoSqlite, tablesOfSqlite } from './dialects/sqlite-peek';
import { MIGRATIONS } from './generated/migrations';

/** The database has tables of another program, and none of Keyplane. */
export class ForeignDatabaseError extends Error {
  override readonly name = 'ForeignDatabaseError';

  constructor(tables: readonly string[]) {
    const shown =
      tables.slice(0, MOST_NAMES).join(', ') + (tables.length > MOST_NAMES ? ', …' : '');
    super(
      `The database belongs to another program: it has no migrations of Keyplane, but it has these tables: ${shown}. ` +
        'Nothing was changed. Set KEYPLANE_DATABASE_URL to an empty database, or to the database of Keyplane.',
    );
  }
}

const MOST_NAMES = 5;

/** What knex creates before the first migration. A process that was killed then leaves only these. */
const MIGRATIONS_TABLE = 'knex_migrations';
const OF_KNEX = [MIGRATIONS_TABLE, 'knex_migrations_lock'];

/** Several programs may share a PostgreSQL database, but not a table. Each SQLite file has one program. */
const FIRST_TABLE = 'keys';

const isOurs = (applied: readonly string[]) => applied.some((name) => name in MIGRATIONS);

/**
 * @param applied the names of the migrations that the database has applied
 * @throws ForeignDatabaseError
 */
export async function requireOwnDatabase(
  knex: Knex,
  { name }: Pick<Dialect, 'name'>,
  applied: readonly string[],
): Promise<void> {
  if (isOurs(applied)) return;
  if (name === 'sqlite') {
    const rows = await knex<{ name: string; type: string }>('sqlite_master')
      .where({ type: 'table' })
      .select('name');
    requireNone(
      rows.map((row) => row.name),
      applied,
    );
  } else {
    requireNone((await knex.schema.hasTable(FIRST_TABLE)) ? [FIRST_TABLE] : [], applied);
  }
}

/**
 * Like `requireOwnDatabase`, before anything opens the file for writing. The file may be missing or empty.
 * @throws ForeignDatabaseError
 */
export async function requireOwnFile(filename: string): Promise<void> {
  const applied = await appliedTo(filename);
  if (!isOurs(applied)) requireNone(await tablesOfSqlite(filename), applied);
}

/** Whether some version of Keyplane has migrated the SQLite file. It is only read. */
export const isFileOfKeyplane = async (filename: string): Promise<boolean> =>
  isOurs(await appliedTo(filename));

async function appliedTo(filename: string): Promise<string[]> {
  const sql = `SELECT name FROM ${MIGRATIONS_TABLE}`;
  const rows = await peekIntoSqlite<{ name: string }>(filename, MIGRATIONS_TABLE, sql);
  return rows.map(({ name }) => name);
}

function requireNone(tables: readonly string[], applied: readonly string[]): void {
  const foreign = tables.filter((name) => !OF_KNEX.includes(name) && !name.startsWith('sqlite_'));
  // Another program that uses knex has migrations of its own.
  if (applied.length > 0) foreign.unshift(MIGRATIONS_TABLE);
  if (foreign.length > 0) throw new ForeignDatabaseError(foreign);
}
