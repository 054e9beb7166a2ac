import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('federated_identities', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table
      .string('service_account_id')
      .notNullable()
      .references('service_accounts.id')
      .onDelete('CASCADE');
    table.string('name').notNullable();
    table.text('issuer').notNullable();
    table.text('audience').notNullable();
    table.text('subject_pattern');
    table.text('claims').notNullable();
    table.boolean('allow_pull_requests').notNullable();
    table.boolean('replay_protection').notNullable();
    table.bigInteger('disabled_at');
    table.bigInteger('last_used_at');
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    table.integer('version').notNullable();
    table.index(['team_id', 'id']);
    table.index(['service_account_id', 'id']);
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
