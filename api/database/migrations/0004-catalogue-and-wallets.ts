import type { Knex } from 'knex';

/**
 * Amounts are text, because the driver of SQLite reads integers as doubles. Those are not exact
 * above 2^53 billionths, which is about nine million euros.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('catalogues', (table) => {
    table.string('id').primary();
    table.bigInteger('loaded_at').notNullable();
    table.integer('version').notNullable();
  });

  await knex.schema.createTable('services', (table) => {
    table.string('id').primary();
    table.boolean('free').notNullable();
    table.text('definition').notNullable();
  });

  await knex.schema.createTable('wallets', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table.string('name').notNullable();
    table.string('currency').notNullable();
    table.string('balance').notNullable();
    table.string('reserved').notNullable();
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    // Its ledger and the IDs of its charges are never deleted.
    table.bigInteger('deleted_at');
    table.integer('version').notNullable();
    table.index(['team_id', 'id']);
  });

  await knex.schema.createTable('charges', (table) => {
    table.string('charged_by_team_id').notNullable();
    table.string('charge_id').notNullable();
    table.string('wallet_id').notNullable().references('wallets.id');
    table.string('currency').notNullable();
    table.string('state').notNullable();
    table.string('reserved').notNullable();
    table.string('settled');
    table.string('service_key_id').notNullable();
    table.string('service_id').notNullable();
    table.string('model_id').notNullable();
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    table.primary(['charged_by_team_id', 'charge_id']);
    table.index(['wallet_id']);
  });

  await knex.schema.createTable('wallet_entries', (table) => {
    table.string('id').primary();
    table.string('wallet_id').notNullable().references('wallets.id');
    table.string('kind').notNullable();
    table.string('amount').notNullable();
    table.string('balance').notNullable();
    // Who gave the charge its ID: a team, or the operator.
    table.string('charged_by').notNullable();
    table.string('charge_id').notNullable();
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    table.unique(['charged_by', 'charge_id', 'kind']);
    table.index(['wallet_id', 'id']);
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
