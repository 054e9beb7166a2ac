import type { Knex } from 'knex';

/**
 * Which Terraform stack manages the policy of a team, who declared it and when (RFC 3339). All three are
 * null if no configuration declares the policy.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('teams', (table) => {
    table.text('policy_stack');
    table.text('policy_declared_by');
    table.text('policy_declared_at');
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
