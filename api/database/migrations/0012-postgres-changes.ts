import type { Knex } from 'knex';

/** The tables whose triggers call `keyplane_notify_change`: see migration 0009. */
const WATCHED = [
  'keys',
  'key_secrets',
  'members',
  'operators',
  'service_accounts',
  'service_account_roles',
  'roles',
  'service_keys',
  'teams',
  'revoked_access_tokens',
] as const;

/**
 * On PostgreSQL a change was announced only by NOTIFY, and a notification can be lost without a
 * trace: behind PgBouncer it goes to whichever client holds the connection. Now each transaction
 * also writes down what it changed, under its own ID, so that a replica can ask for what its last
 * snapshot could not see. Notifications remain: they are faster, and replicas of the previous
 * version know nothing else.
 */
export async function up(knex: Knex): Promise<void> {
  const onPostgres = knex.client.config.client === 'pg';
  if (!onPostgres) return;
  // One narrow row for each transaction and ID. The key is also the order in which rows are read.
  await knex.raw(`
    CREATE TABLE changes (
      changed_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
      id varchar NOT NULL,
      PRIMARY KEY (changed_by, id)
    )`);
  const { rows } = (await knex.raw('SELECT quote_ident(current_schema()) AS schema')) as {
    rows: { schema: string }[];
  };
  await knex.raw(changeFunction(rows[0]?.schema ?? 'public'));
  // Creating a trigger waits for every transaction that has written to the table. So no transaction
  // commits later with only a notification.
  for (const table of WATCHED) {
    await knex.raw(`CREATE TRIGGER ${table}_changed_by_truncate AFTER TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION keyplane_notify_change()`);
  }
}

/** Qualified by its schema, so that it also works for a session with another `search_path`. */
const changeFunction = (schema: string) => `
  CREATE OR REPLACE FUNCTION keyplane_notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    changed text[];
  BEGIN
    IF TG_OP = 'TRUNCATE' THEN
      changed := ARRAY['*'];
    ELSE
      changed := ARRAY[to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0]];
      IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> TG_ARGV[0] <> changed[1] THEN
        changed := changed || (to_jsonb(OLD) ->> TG_ARGV[0]);
      END IF;
    END IF;
    INSERT INTO ${schema}.changes (id) SELECT unnest(changed) ON CONFLICT DO NOTHING;
    PERFORM pg_notify('keyplane_changes', each) FROM unnest(changed) AS each;
    RETURN NULL;
  END $$`;

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
