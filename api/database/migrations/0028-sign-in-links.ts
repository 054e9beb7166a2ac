import type { Knex } from 'knex';

/** An address has at most one sign-in link, the newest. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('sign_in_links', (table) => {
    table.text('email').primary();
    table.text('token_hash').notNullable().unique();
    table.text('return_to');
    table.bigInteger('expires_at').notNullable().index();
  });
  await knex.schema.alterTable('members', (table) => {
    // A person who presents an invitation that was mailed has proved the address of the member. Null on
    // invitations of earlier releases.
    table.boolean('invitation_mailed');
    table.index(['email']);
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
