import type { Knex } from 'knex';

/**
 * Keyplane remembers what a Terraform run has created for as long as it exists, and it remembers
 * the runs. Until now it forgot both after a day, and the next run of the same stack replaced what
 * was younger.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('runs', (table) => {
    table.string('creator_id').notNullable();
    table.string('run').notNullable();
    table.string('team_id');
    table.string('stack').notNullable();
    table.bigInteger('started_at').notNullable();
    table.bigInteger('renewed_at').notNullable().index();
    // finished, cut_off or NULL.
    table.string('ending');
    table.bigInteger('ended_at');
    table.primary(['creator_id', 'run']);
    table.index(['creator_id', 'stack']);
  });

  // Earlier versions did not store whether these objects still exist.
  await knex('unconfirmed_creations').whereNotNull('settled_at').delete();
  await knex.schema.renameTable('unconfirmed_creations', 'creations');
  for (const column of ['recorded_at', 'named_at', 'gone_at']) {
    await knex.raw(`ALTER TABLE creations ADD COLUMN ${column} bigint`);
  }
  // Nobody knows how these runs ended. Their objects may be in a state, so they must stay.
  await knex('creations').update({ recorded_at: knex.ref('created_at') });
  await knex.raw('ALTER TABLE creations DROP COLUMN settled_at');
  await knex('key_secrets').whereNotNull('run').update({ stack: null, run: null });

  await knex.schema.alterTable('creations', (table) => {
    table.index(['team_id', 'stack']);
    table.index(['creator_id', 'run']);
    table.index(['gone_at']);
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
