import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('groups', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table.string('name').notNullable();
    table.text('description');
    table.text('topics').notNullable();
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    table.integer('version').notNullable();
    table.index(['team_id', 'id']);
  });

  await knex.schema.createTable('group_members', (table) => {
    table.string('group_id').notNullable().references('groups.id').onDelete('CASCADE');
    table.string('member_id').notNullable().references('members.id');
    table.primary(['group_id', 'member_id']);
    table.index(['member_id']);
  });

  await knex.schema.createTable('notifications', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table.string('member_id').notNullable().references('members.id');
    table.string('topic');
    table.string('subject').notNullable();
    table.text('text').notNullable();
    table.string('key_id');
    // The occasion. If several replicas find the same occasion due, only the one that inserts the row tells
    // the member.
    table.string('occasion');
    table.bigInteger('created_at').notNullable();
    table.bigInteger('read_at');
    table.unique(['member_id', 'occasion']);
    table.index(['member_id', 'id']);
    table.index(['created_at']);
  });

  await knex.schema.createTable('mails', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table.string('member_id').notNullable().references('members.id');
    table.string('kind').notNullable();
    // All mail that waits for a member about the same subject is one mail: the newest.
    table.string('thread').notNullable();
    table.integer('revision').notNullable();
    table.string('key_id');
    table.string('subject');
    table.text('text');
    table.text('sealed_token');
    table.integer('attempts').notNullable();
    table.bigInteger('created_at').notNullable();
    table.bigInteger('due_at').notNullable().index();
    table.unique(['member_id', 'thread']);
  });

  await knex.schema.alterTable('keys', (table) => {
    table.index(['expires_at']);
  });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
