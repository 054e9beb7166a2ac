import type { Knex } from 'knex';

/**
 * A secret that ends at once is invalid, whatever the clock of a replica says. With `retires_at`
 * alone, a replica whose clock is behind would accept it until its own clock has reached that time.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('key_secrets', (table) => {
    table.bigInteger('ended_at');
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
