import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('teams', (table) => {
    table.boolean('require_expiry').notNullable().defaultTo(false);
    table.text('allowed_secret_deliveries');
  });

  // There is no foreign key. The counts of a key that was purged are deleted by their own age, and
  // counting locks nothing but the keys themselves.
  await knex.schema.createTable('key_usage', (table) => {
    table.string('key_id').notNullable();
    // Days since the epoch, in UTC.
    table.integer('day').notNullable().index();
    table.string('caller_kind').notNullable();
    table.string('caller_id').notNullable();
    table.bigInteger('uses').notNullable();
    table.bigInteger('last_used_at').notNullable();
    table.primary(['key_id', 'day', 'caller_kind', 'caller_id']);
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
