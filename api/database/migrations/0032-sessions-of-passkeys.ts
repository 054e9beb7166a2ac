import type { Knex } from 'knex';

/** The passkey with which a session began, which ends with the passkey. Older sessions do not say. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE sessions ADD COLUMN passkey_id text');
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
