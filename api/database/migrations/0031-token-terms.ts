import type { Knex } from 'knex';

/** Who accepted which version of the terms for a token, and when. */
export async function up(knex: Knex): Promise<void> {
  // Without knex, because knex copies the whole table on SQLite and loses its triggers.
  await knex.raw('ALTER TABLE keys ADD COLUMN terms_version text');
  await knex.raw('ALTER TABLE keys ADD COLUMN terms_accepted_at bigint');
  await knex.raw('ALTER TABLE keys ADD COLUMN terms_accepted_by text');
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
