import type { Knex } from 'knex';

/** The rotation that a key was declared with, as JSON: Keyplane keeps it and does not carry it out. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('keys', (table) => {
    table.text('rotation');
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
