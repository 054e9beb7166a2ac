import type { Knex } from 'knex';
import { ulid } from 'ulid';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('service_keys', (table) => {
    table.string('id').primary();
    table.string('team_id').notNullable().references('teams.id');
    table.string('plan').notNullable();
    table.string('name').notNullable();
    table.text('description');
    table.string('terms_version');
    table.bigInteger('terms_accepted_at');
    table.string('terms_accepted_by');
    table.bigInteger('revoked_at');
    table.string('revoked_by');
    table.string('revoked_reason');
    table.bigInteger('created_at').notNullable();
    table.string('created_by').notNullable();
    table.string('created_by_key');
    table.integer('version').notNullable();
    table.index(['team_id', 'id']);
  });
  await knex.raw(
    "CREATE UNIQUE INDEX service_keys_one_free ON service_keys (team_id) WHERE plan = 'free'",
  );

  await knex.schema.createTable('service_key_members', (table) => {
    table.string('service_key_id').notNullable().references('service_keys.id');
    table.string('member_id').notNullable().references('members.id');
    table.primary(['service_key_id', 'member_id']);
    table.index(['member_id']);
  });

  await knex.schema.createTable('service_key_services', (table) => {
    table.string('service_key_id').notNullable().references('service_keys.id');
    table.string('service_id').notNullable();
    table.string('billing_policy').notNullable();
    table.text('model_ids').notNullable();
    table.string('wallet_id');
    table.primary(['service_key_id', 'service_id']);
    table.index(['wallet_id']);
  });

  await knex.schema.alterTable('keys', (table) => {
    table.string('service_key_id');
    table.index(['service_key_id', 'id']);
  });

  // A new secret of somebody's personal token, until that member fetches it.
  await knex.schema.createTable('token_claims', (table) => {
    table.string('token_id').primary().references('keys.id').onDelete('CASCADE');
    table.text('sealed_secret').notNullable();
    table.bigInteger('expires_at').notNullable().index();
  });

  await giveEveryTeamItsFreeKey(knex);
}

/** Gives existing teams what every new team gets: a free key that is assigned to the team's owners. */
async function giveEveryTeamItsFreeKey(knex: Knex): Promise<void> {
  const created_at = Date.now();
  for (const { id: team_id } of await knex<{ id: string }>('teams').orderBy('id')) {
    const id = `svk_${ulid(created_at).toLowerCase()}`;
    const facts = { plan: 'free', name: 'free', created_by: 'migration', version: 1 };
    await knex('service_keys').insert({ id, team_id, created_at, ...facts });
    const owners = await knex('members')
      .where({ team_id, team_role: 'owner', status: 'active' })
      .select<{ id: string }[]>('id');
    const rows = owners.map((owner) => ({ service_key_id: id, member_id: owner.id }));
    if (rows.length > 0) await knex('service_key_members').insert(rows);
  }
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
