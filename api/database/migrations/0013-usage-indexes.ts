import type { Knex } from 'knex';

/**
 * Finds what replaces a key, account, role or service key by name, however many a team has. The name
 * of a key may be a long description: PostgreSQL refuses to index more than 2,700 bytes of it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE INDEX keys_alike
    ON keys (owner_id, (substr(coalesce(name, description, ''), 1, 64)), id)
    WHERE revoked_at IS NULL`);
  for (const table of ['service_accounts', 'roles', 'service_keys']) {
    await knex.raw(`CREATE INDEX ${table}_alike ON ${table} (team_id, name, id)`);
  }
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
