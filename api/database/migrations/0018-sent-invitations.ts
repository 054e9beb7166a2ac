import type { Knex } from 'knex';

/** Which invitations were mailed recently, so that no mailbox is flooded. Kept for a day. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('sent_invitations', (table) => {
    table.text('team_id').notNullable().references('teams.id').onDelete('CASCADE');
    // SHA-256 of the address: it is only ever compared.
    table.text('recipient').notNullable();
    table.bigInteger('sent_at').notNullable();
    table.index(['team_id', 'sent_at']);
    table.index(['recipient', 'sent_at']);
    table.index(['sent_at']);
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
