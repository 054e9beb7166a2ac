import type { Knex } from 'knex';

/**
 * Lists are sorted by name, and keys also by expiry, page by page. Each expression is exactly that of the
 * list (`sort-columns.ts`, `knex-key-filter.ts`), or the database would not use the index.
 */
export async function up(knex: Knex): Promise<void> {
  const byteOrder = knex.client.config.client === 'pg' ? ' COLLATE "C"' : '';
  const sorted = (name: string) => `(lower(substr(${name}, 1, 64)${byteOrder}))`;
  for (const table of ['members', 'roles', 'groups', 'service_accounts', 'service_keys']) {
    await knex.raw(`CREATE INDEX ${table}_by_name ON ${table} (team_id, ${sorted('name')}, id)`);
  }
  const name = sorted("coalesce(name, description, '')");
  await knex.raw(`CREATE INDEX keys_by_name ON keys (team_id, family, ${name}, id)`);
  await knex.raw(`
    CREATE INDEX keys_by_expiry
    ON keys (team_id, family, (coalesce(expires_at, 8640000000000000)), id)`);
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
