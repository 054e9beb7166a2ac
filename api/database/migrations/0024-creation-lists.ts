import type { Knex } from 'knex';

/** Creations are listed by their time, page by page. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('creations', (table) => {
    table.index(['team_id', 'created_at', 'resource_id']);
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
