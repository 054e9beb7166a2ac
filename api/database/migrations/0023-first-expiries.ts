import type { Knex } from 'knex';

/**
 * Keys that were meant to live for 14 days or less get no warning before they expire. An expiry can
 * be moved earlier, so the current one does not say what a key was meant for. Null if it was never
 * moved.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('keys', (table) => {
    table.bigInteger('first_expires_at');
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
