import type { Knex } from 'knex';

/** Whom a passkey signs in, as for sessions: a person, or one member if nobody has proved the address. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('passkeys', (table) => {
    table.text('id').primary();
    table.text('credential_id').notNullable().unique();
    table.text('public_key').notNullable();
    table.bigInteger('counter').notNullable();
    table.text('transports').notNullable();
    table.text('name').notNullable();
    table.text('subject_kind').notNullable();
    table.text('subject_id').notNullable();
    table.text('team_id');
    // The application key of the session in which it was registered. If that key has leaked, the passkey ends.
    table.text('key_id');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('last_used_at');
    table.index(['subject_id', 'id']);
    table.index(['key_id']);
  });
  // A challenge is answered once, on whichever replica.
  await knex.schema.createTable('used_challenges', (table) => {
    table.text('hash').primary();
    table.bigInteger('expires_at').notNullable().index();
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
