import type { Knex } from 'knex';

/**
 * Stores a checksum of each applied migration. The table that 0011 renamed also exists again for one release,
 * because replicas of the previous release still write to it next to new ones. The next release drops it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('migration_checksums', (table) => {
    table.text('name').primary();
    table.text('checksum').notNullable();
  });

  await knex.schema.createTable('unconfirmed_creations', (table) => {
    table.text('resource_id').notNullable();
    table.text('resource_kind').notNullable();
    table.text('creator_id').notNullable();
    table.text('stack').notNullable();
    table.text('run').notNullable();
    table.text('body_hash').notNullable();
    table.bigInteger('created_at').notNullable();
    table.text('team_id');
    table.bigInteger('settled_at');
    // The renamed table has kept the usual name of its constraint on PostgreSQL.
    table.primary(['resource_id'], 'unconfirmed_creations_again_pkey');
  });
  // An old replica knows no leases. What it creates counts as recorded, as in 0011. Old replicas
  // see it as settled, too: if the confirmation reaches a new replica, an old one must not replace
  // the object.
  for (const statement of knex.client.config.client === 'pg' ? ON_POSTGRES : ON_SQLITE) {
    await knex.raw(statement);
  }
}

const COLUMNS =
  'resource_id, resource_kind, creator_id, stack, run, body_hash, created_at, team_id';
const VALUES = COLUMNS.split(', ').map((column) => `NEW.${column}`);
const COPY = `
  INSERT INTO creations (${COLUMNS}, recorded_at)
  VALUES (${VALUES.join(', ')}, NEW.created_at)
  ON CONFLICT (resource_id) DO NOTHING;`;

const ON_POSTGRES = [
  `CREATE FUNCTION keyplane_record_creation() RETURNS trigger LANGUAGE plpgsql AS $$
   BEGIN
     ${COPY}
     NEW.settled_at := NEW.created_at;
     RETURN NEW;
   END $$`,
  `CREATE TRIGGER unconfirmed_creations_recorded BEFORE INSERT ON unconfirmed_creations
   FOR EACH ROW EXECUTE FUNCTION keyplane_record_creation()`,
];

const ON_SQLITE = [
  `CREATE TRIGGER unconfirmed_creations_recorded AFTER INSERT ON unconfirmed_creations
   FOR EACH ROW BEGIN
     ${COPY}
     UPDATE unconfirmed_creations SET settled_at = NEW.created_at
      WHERE resource_id = NEW.resource_id;
   END`,
];

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
