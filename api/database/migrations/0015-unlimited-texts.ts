import type { Knex } from 'knex';

interface LimitedColumn {
  readonly table: string;
  readonly column: string;
}

/**
 * knex's `string` is `varchar(255)` on PostgreSQL and has no limit on SQLite. An alert that named a key
 * and its owner in full was longer than that, so PostgreSQL refused the row and nobody was told. The
 * schemas at the edge limit every text; the columns no longer do. PostgreSQL rewrites no rows for this.
 */
export async function up(knex: Knex): Promise<void> {
  if (knex.client.config.client !== 'pg') return;
  const limited = (await knex('information_schema.columns')
    .where({ data_type: 'character varying' })
    .whereRaw('table_schema = current_schema()')
    .whereRaw("table_name NOT LIKE 'knex\\_%'")
    .orderBy(['table_name', 'ordinal_position'])
    .select({ table: 'table_name', column: 'column_name' })) as LimitedColumn[];
  for (const table of new Set(limited.map((each) => each.table))) {
    const changes = limited
      .filter((each) => each.table === table)
      .map(({ column }) => `ALTER COLUMN "${column}" TYPE text`);
    // One statement a table, so that the tables that refer to each other are checked once.
    await knex.raw(`ALTER TABLE "${table}" ${changes.join(', ')}`);
  }
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
