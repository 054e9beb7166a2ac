import type { Knex } from 'knex';

/**
 * A restored database has forgotten which versions it gave out, and would give them out again. So
 * versions of secrets follow the time. And a person who restores one announces it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('restores', (table) => {
    table.text('id').primary();
    table.bigInteger('announced_at').notNullable().index();
    table.bigInteger('backup_at');
    // Tells the replicas that everything in their memory is outdated.
    table.text('told').notNullable().defaultTo('*');
  });
  if (knex.client.config.client !== 'pg') {
    await knex.raw(`
      CREATE TRIGGER restores_changed_by_insert AFTER INSERT ON restores FOR EACH ROW
      BEGIN INSERT INTO changes (id) VALUES (NEW.told); END`);
    return;
  }
  await knex.raw(`
    CREATE TRIGGER restores_changed_by_insert AFTER INSERT ON restores FOR EACH ROW
    EXECUTE FUNCTION keyplane_notify_change('told')`);
  await knex.raw(NEXT_VERSION);
  // The version is the default of the column, so that replicas of the previous release also use it.
  await knex.raw(
    'ALTER TABLE key_secrets ALTER COLUMN version SET DEFAULT keyplane_next_secret_version()',
  );
}

/**
 * The next version or the time in milliseconds, whichever is later. The inner block is rolled back,
 * which releases the lock: a transaction that kept it would make all others wait. A change of a
 * sequence is never rolled back.
 */
const NEXT_VERSION = `
  CREATE FUNCTION keyplane_next_secret_version() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
  DECLARE
    next_version bigint;
  BEGIN
    BEGIN
      PERFORM pg_advisory_xact_lock(7249118204);
      next_version := GREATEST(
        nextval('key_secrets_version_seq'),
        floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);
      PERFORM setval('key_secrets_version_seq', next_version);
      RAISE EXCEPTION USING ERRCODE = 'KP001';
    EXCEPTION WHEN SQLSTATE 'KP001' THEN
      RETURN next_version;
    END;
  END $$`;

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
