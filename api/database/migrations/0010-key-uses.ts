import type { Knex } from 'knex';

/**
 * Until now, counting a use changed two wide rows. In a table of their own, the last uses of a hundred keys
 * share a page. `used` stays in the table of keys, because an unused key may be replaced. Later uses do not
 * change the key's row, so no trigger has to distinguish uses from changes.
 */
export async function up(knex: Knex): Promise<void> {
  const onPostgres = knex.client.config.client === 'pg';
  // Version 0: no secret was presented, or it is gone.
  await knex.raw(`
    CREATE TABLE key_uses (
      key_id varchar(255) NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
      secret_version bigint NOT NULL,
      last_used_at bigint NOT NULL,
      PRIMARY KEY (key_id, secret_version)
    ) ${onPostgres ? '' : 'WITHOUT ROWID'}`);
  await knex.raw(`
    INSERT INTO key_uses (key_id, secret_version, last_used_at)
    SELECT key_id, version, last_used_at FROM key_secrets WHERE last_used_at IS NOT NULL
    UNION ALL
    SELECT id, 0, last_used_at FROM keys
    WHERE last_used_at > COALESCE(
      (SELECT MAX(last_used_at) FROM key_secrets WHERE key_secrets.key_id = keys.id), -1)
    ORDER BY 1, 2`);

  for (const [table, id] of [
    ['keys', 'id'],
    ['key_secrets', 'key_id'],
  ] as const) {
    const trigger = `${table}_changed_by_update`;
    await knex.raw(`DROP TRIGGER ${trigger} ${onPostgres ? `ON ${table}` : ''}`);
    // Without knex, because knex copies the whole table on SQLite and loses its triggers.
    await knex.raw(`ALTER TABLE ${table} ADD COLUMN used boolean NOT NULL DEFAULT false`);
    await knex.raw(`UPDATE ${table} SET used = true WHERE last_used_at IS NOT NULL`);
    await knex.raw(`ALTER TABLE ${table} DROP COLUMN last_used_at`);
    const changed = onPostgres
      ? `EXECUTE FUNCTION keyplane_notify_change('${id}')`
      : `BEGIN
           INSERT INTO changes (id) VALUES (NEW.${id});
           INSERT INTO changes (id) SELECT OLD.${id} WHERE OLD.${id} <> NEW.${id};
         END`;
    await knex.raw(`CREATE TRIGGER ${trigger} AFTER UPDATE ON ${table} FOR EACH ROW ${changed}`);
  }
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
