import type { Knex } from 'knex';

/**
 * A person has proved an email address, and may be a member of several teams. A session reaches either all
 * memberships of a person, or one member, or the operator. No table here has change triggers, because
 * sessions are read from the database at each request.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('people', (table) => {
    table.text('id').primary();
    table.text('email').notNullable().unique();
    table.bigInteger('verified_at').notNullable();
    table.bigInteger('created_at').notNullable();
  });
  await knex.schema.alterTable('members', (table) => {
    // A reference would make SQLite build the table anew, without its triggers.
    table.text('person_id');
    table.index(['person_id']);
  });
  await knex.schema.createTable('sessions', (table) => {
    table.text('id').primary();
    table.text('token_hash').notNullable().unique();
    table.text('method').notNullable();
    table.text('subject_kind').notNullable();
    table.text('subject_id').notNullable();
    table.text('team_id');
    table.text('key_id');
    table.bigInteger('secret_version');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_seen_at').notNullable();
    table.bigInteger('idle_expires_at').notNullable();
    table.bigInteger('expires_at').notNullable().index();
    table.bigInteger('ended_at');
    table.text('ip').notNullable();
    table.text('user_agent');
    table.index(['subject_id', 'id']);
    table.index(['team_id']);
    table.index(['key_id']);
  });
  await knex.schema.alterTable('audit_events', (table) => {
    table.text('actor_session_id');
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
