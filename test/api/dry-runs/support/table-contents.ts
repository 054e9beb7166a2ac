import type { Database } from '../../../../api/database/database';

/** Tables that a request's own credentials change, whatever it asks for. */
const WRITTEN_BY_EVERY_REQUEST = /^(changes|key_uses|key_usage|usage|sqlite_|knex_)/;

/** Every row of every table, by the name of the table. */
export async function tableContents(
  database: Database,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const contents: Record<string, readonly string[]> = {};
  for (const table of await tableNames(database)) {
    const rows = (await database.knex(table).select()) as object[];
    contents[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  return contents;
}

async function tableNames({ dialect, knex }: Database): Promise<string[]> {
  const rows = (await (dialect.name === 'sqlite'
    ? knex('sqlite_master').where({ type: 'table' }).select('name')
    : knex('pg_tables').where({ schemaname: 'public' }).select('tablename as name'))) as {
    name: string;
  }[];
  return rows.map(({ name }) => name).filter((name) => !WRITTEN_BY_EVERY_REQUEST.test(name));
}
