import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('teams', (table) => {
    table.string('id').primary();
    table.string('name').notNullable();
    table.bigInteger('max_key_lifetime_seconds');
    table.bigInteger('suspended_at');
    table.bigInteger('created_at').notNullable();
    table.integer('version').notNullable();
  });

  await knex.schema.createTable('operators', (table) => {
    table.string('id').primary();
    table.string('name').notNullable();
    table.bigInteger('created_at').notNullable();
  });

  await knex.schema.createTable('members', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table.string('email').notNullable();
    table.string('name').notNullable();
    table.string('team_role').notNullable();
    table.string('status').notNullable();
    table.string('invitation_hash').unique();
    table.bigInteger('invitation_expires_at');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('left_at');
    table.integer('version').notNullable();
    table.index(['team_id', 'id']);
  });
  await knex.raw(
    'CREATE UNIQUE INDEX members_email_in_team ON members (team_id, email) WHERE left_at IS NULL',
  );

  await knex.schema.createTable('roles', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table.string('name').notNullable();
    table.text('description');
    table.text('permissions').notNullable();
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    table.integer('version').notNullable();
    table.index(['team_id', 'id']);
  });

  await knex.schema.createTable('service_accounts', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table.string('name').notNullable();
    table.text('description');
    table.bigInteger('disabled_at');
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    table.integer('version').notNullable();
    table.index(['team_id', 'id']);
  });

  await knex.schema.createTable('service_account_roles', (table) => {
    table
      .string('service_account_id')
      .notNullable()
      .references('service_accounts.id')
      .onDelete('CASCADE');
    table.string('role_id').notNullable().references('roles.id');
    table.primary(['service_account_id', 'role_id']);
    table.index(['role_id']);
  });

  await knex.schema.createTable('keys', (table) => {
    table.string('id').primary();
    table.string('family').notNullable();
    table.string('team_id');
    table.string('owner_kind').notNullable();
    table.string('owner_id').notNullable();
    table.string('name');
    table.text('description');
    table.string('client_id').notNullable().unique();
    table.text('public_jwk');
    table.bigInteger('expires_at');
    table.bigInteger('disabled_at');
    table.bigInteger('revoked_at');
    table.string('revoked_by');
    table.string('revoked_reason');
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    table.string('created_by_key');
    table.bigInteger('last_used_at');
    table.integer('version').notNullable();
    table.index(['team_id', 'family', 'id']);
    table.index(['owner_id', 'id']);
    table.index(['created_by_key']);
  });

  await knex.schema.createTable('key_secrets', (table) => {
    // Counts up across all keys and rotations and is never given out again: `secret_version`.
    table.bigIncrements('version');
    table.string('key_id').notNullable().references('keys.id').onDelete('CASCADE');
    table.string('hash').notNullable().unique();
    table.string('masked').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('retires_at');
    table.bigInteger('last_used_at');
    table.index(['key_id']);
  });

  await knex.schema.createTable('unconfirmed_creations', (table) => {
    table.string('resource_id').primary();
    table.string('resource_kind').notNullable();
    table.string('creator_id').notNullable();
    table.string('stack').notNullable();
    table.string('run').notNullable();
    table.string('body_hash').notNullable();
    table.bigInteger('created_at').notNullable();
    table.index(['creator_id', 'stack', 'resource_kind', 'body_hash']);
  });

  await knex.schema.createTable('idempotent_answers', (table) => {
    table.string('key_hmac').primary();
    table.string('body_hash').notNullable();
    table.string('resource_id');
    table.integer('status');
    table.text('sealed_answer');
    table.bigInteger('created_at').notNullable();
    table.index(['resource_id']);
    table.index(['created_at']);
  });

  await knex.schema.createTable('audit_events', (table) => {
    table.string('id').primary();
    table.string('team_id');
    table.bigInteger('at').notNullable();
    table.string('actor_kind').notNullable();
    table.string('actor_id').notNullable();
    table.string('actor_name').notNullable();
    table.string('actor_key_id');
    table.string('action').notNullable();
    table.string('outcome').notNullable();
    table.string('target_kind').notNullable();
    table.string('target_id');
    table.string('request_id').notNullable();
    table.string('ip').notNullable();
    table.text('before');
    table.text('after');
    table.index(['team_id', 'id']);
    table.index(['target_id']);
  });

  await knex.schema.createTable('sealing_keys', (table) => {
    table.string('id').primary();
    table.text('check_value').notNullable();
    table.bigInteger('created_at').notNullable();
  });

  await knex.schema.createTable('signing_keys', (table) => {
    table.string('id').primary();
    table.text('public_jwk').notNullable();
    table.text('sealed_private_jwk').notNullable();
    table.bigInteger('created_at').notNullable();
    // If several replicas find that a rotation is due, the one that inserts the next generation creates the
    // key.
    table.integer('generation').notNullable().unique();
  });

  await knex.schema.createTable('used_assertions', (table) => {
    table.string('hash').primary();
    table.bigInteger('expires_at').notNullable().index();
  });

  await knex.schema.createTable('revoked_access_tokens', (table) => {
    table.string('jti').primary();
    table.bigInteger('expires_at').notNullable().index();
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
