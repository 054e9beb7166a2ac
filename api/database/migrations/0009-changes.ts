import type { Knex } from 'knex';

type Event = 'INSERT' | 'UPDATE' | 'DELETE';

/**
 * The tables that a verification reads, each with the column that names the object that a changed row is
 * about.
 */
const WATCHED: readonly { table: string; id: string; events: readonly Event[] }[] = [
  { table: 'keys', id: 'id', events: ['UPDATE', 'DELETE'] },
  { table: 'key_secrets', id: 'key_id', events: ['INSERT', 'UPDATE', 'DELETE'] },
  { table: 'members', id: 'id', events: ['UPDATE', 'DELETE'] },
  { table: 'operators', id: 'id', events: ['UPDATE', 'DELETE'] },
  { table: 'service_accounts', id: 'id', events: ['UPDATE', 'DELETE'] },
  {
    table: 'service_account_roles',
    id: 'service_account_id',
    events: ['INSERT', 'UPDATE', 'DELETE'],
  },
  { table: 'roles', id: 'id', events: ['UPDATE', 'DELETE'] },
  { table: 'service_keys', id: 'id', events: ['UPDATE', 'DELETE'] },
  { table: 'teams', id: 'id', events: ['UPDATE', 'DELETE'] },
  { table: 'revoked_access_tokens', id: 'jti', events: ['INSERT', 'UPDATE'] },
];

/**
 * Later uses of a key that was used before do not count as changes. Otherwise each request would be a change.
 */
const LAST_USED = new Set(['keys', 'key_secrets']);

/**
 * Triggers report the changes, so that no write is missed, whichever statement, process or person makes it.
 */
export async function up(knex: Knex): Promise<void> {
  const onPostgres = knex.client.config.client === 'pg';
  if (onPostgres) await knex.raw(NOTIFY_FUNCTION);
  else {
    await knex.schema.createTable('changes', (table) => {
      table.increments('position');
      table.string('id').notNullable();
      table.bigInteger('changed_at').notNullable().defaultTo(knex.raw('(unixepoch() * 1000)'));
    });
  }
  for (const { table, id, events } of WATCHED) {
    for (const event of events) {
      await knex.raw(
        onPostgres ? postgresTrigger(table, id, event) : sqliteTrigger(table, id, event),
      );
    }
  }
}

const NOTIFY_FUNCTION = `
  CREATE FUNCTION keyplane_notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('keyplane_changes', to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0]);
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> TG_ARGV[0] <> to_jsonb(NEW) ->> TG_ARGV[0] THEN
      PERFORM pg_notify('keyplane_changes', to_jsonb(OLD) ->> TG_ARGV[0]);
    END IF;
    RETURN NULL;
  END $$`;

function postgresTrigger(table: string, id: string, event: Event): string {
  const only =
    event === 'UPDATE' && LAST_USED.has(table)
      ? 'WHEN (OLD.last_used_at IS NULL OR OLD.last_used_at IS NOT DISTINCT FROM NEW.last_used_at)'
      : '';
  return `CREATE TRIGGER ${nameOf(table, event)} AFTER ${event} ON ${table} FOR EACH ROW ${only}
    EXECUTE FUNCTION keyplane_notify_change('${id}')`;
}

function sqliteTrigger(table: string, id: string, event: Event): string {
  const only =
    event === 'UPDATE' && LAST_USED.has(table)
      ? 'WHEN OLD.last_used_at IS NULL OR OLD.last_used_at IS NEW.last_used_at'
      : '';
  const row = event === 'DELETE' ? 'OLD' : 'NEW';
  const before =
    event === 'UPDATE'
      ? `INSERT INTO changes (id) SELECT OLD.${id} WHERE OLD.${id} <> NEW.${id};`
      : '';
  return `CREATE TRIGGER ${nameOf(table, event)} AFTER ${event} ON ${table} FOR EACH ROW ${only}
    BEGIN INSERT INTO changes (id) VALUES (${row}.${id}); ${before} END`;
}

function nameOf(table: string, event: Event): string {
  return `${table}_changed_by_${event.toLowerCase()}`;
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
