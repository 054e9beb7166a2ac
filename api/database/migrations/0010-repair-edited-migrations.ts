import type { Knex } from 'knex';

/**
 * Three migrations were edited after databases had applied them. This one adds what those databases
 * lack and does nothing to others. Its name puts it before 0011, which needs one of the columns.
 */
export async function up(knex: Knex): Promise<void> {
  await addGenerations(knex);
  await addSettledAt(knex);
  await addMissingTriggers(knex);
}

/** 0001 gave signing keys a time of retirement before it gave them a generation. */
async function addGenerations(knex: Knex): Promise<void> {
  if (await knex.schema.hasColumn('signing_keys', 'generation')) return;
  await knex.raw('ALTER TABLE signing_keys ADD COLUMN generation integer NOT NULL DEFAULT 0');
  await knex.raw(`
    UPDATE signing_keys SET generation = (
      SELECT COUNT(*) FROM signing_keys AS earlier
      WHERE earlier.created_at < signing_keys.created_at
         OR (earlier.created_at = signing_keys.created_at AND earlier.id <= signing_keys.id))`);
  await knex.raw('CREATE UNIQUE INDEX signing_keys_generation_unique ON signing_keys (generation)');
}

/** 0007 did not add the column at first, and 0011 reads it. */
async function addSettledAt(knex: Knex): Promise<void> {
  if (!(await knex.schema.hasTable('unconfirmed_creations'))) return;
  if (await knex.schema.hasColumn('unconfirmed_creations', 'settled_at')) return;
  await knex.raw('ALTER TABLE unconfirmed_creations ADD COLUMN settled_at bigint');
}

/**
 * At first, 0009 reported fewer updates, and did not report the previous subject of a moved row. If a
 * revocation is not reported, other replicas continue to answer from memory.
 */
async function addMissingTriggers(knex: Knex): Promise<void> {
  if (knex.client.config.client === 'pg') await addPostgresTriggers(knex);
  else await replaceSqliteTriggers(knex);
}

/**
 * Creates only the missing triggers, because replacing a trigger locks its table against every verification.
 */
async function addPostgresTriggers(knex: Knex): Promise<void> {
  const { rows: functions } = (await knex.raw(
    "SELECT prosrc FROM pg_proc WHERE oid = to_regproc('keyplane_notify_change')",
  )) as { rows: { prosrc: string }[] };
  if (!functions.some(({ prosrc }) => prosrc.includes('to_jsonb(OLD)')))
    await knex.raw(NOTIFY_FUNCTION);
  for (const [table, id] of [
    ['service_account_roles', 'service_account_id'],
    ['revoked_access_tokens', 'jti'],
  ] as const) {
    const trigger = `${table}_changed_by_update`;
    const { rows: present } = (await knex.raw(
      'SELECT 1 FROM pg_trigger WHERE tgrelid = to_regclass(?) AND tgname = ?',
      [table, trigger],
    )) as { rows: unknown[] };
    if (present.length > 0) continue;
    await knex.raw(`
      CREATE TRIGGER ${trigger} AFTER UPDATE ON ${table} FOR EACH ROW
      EXECUTE FUNCTION keyplane_notify_change('${id}')`);
  }
}

const NOTIFY_FUNCTION = `
  CREATE OR REPLACE FUNCTION keyplane_notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('keyplane_changes', to_jsonb(COALESCE(NEW, OLD)) ->> TG_ARGV[0]);
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> TG_ARGV[0] <> to_jsonb(NEW) ->> TG_ARGV[0] THEN
      PERFORM pg_notify('keyplane_changes', to_jsonb(OLD) ->> TG_ARGV[0]);
    END IF;
    RETURN NULL;
  END $$`;

/** 0010 has already replaced the triggers of keys and secrets. */
const REPLACED_ON_SQLITE = [
  ['members', 'id'],
  ['operators', 'id'],
  ['revoked_access_tokens', 'jti'],
  ['roles', 'id'],
  ['service_account_roles', 'service_account_id'],
  ['service_accounts', 'id'],
  ['service_keys', 'id'],
  ['teams', 'id'],
] as const;

async function replaceSqliteTriggers(knex: Knex): Promise<void> {
  for (const [table, id] of REPLACED_ON_SQLITE) {
    const trigger = `${table}_changed_by_update`;
    await knex.raw(`DROP TRIGGER IF EXISTS ${trigger}`);
    await knex.raw(`
      CREATE TRIGGER ${trigger} AFTER UPDATE ON ${table} FOR EACH ROW BEGIN
        INSERT INTO changes (id) VALUES (NEW.${id});
        INSERT INTO changes (id) SELECT OLD.${id} WHERE OLD.${id} <> NEW.${id};
      END`);
  }
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
