import type { Knex } from 'knex';

interface KeyRow {
  id: string;
  public_jwk: string;
  created_at: number;
  created_by: string;
  last_used_at: number | null;
}

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('key_secrets', (table) => {
    table.string('delivery').notNullable().defaultTo('plain');
    table.text('public_jwk');
    table.string('created_by').notNullable().defaultTo('');
    // The stack and run of a rotation that is not recorded.
    table.string('stack');
    table.string('run');
  });
  await knex.raw(
    'UPDATE key_secrets SET created_by = (SELECT created_by FROM keys WHERE keys.id = key_id)',
  );
  await movePublicKeys(knex);
  // knex would rebuild the table on SQLite. Dropping the old table would cascade and delete every secret.
  await knex.raw('ALTER TABLE keys DROP COLUMN public_jwk');

  await knex.schema.createTable('secret_claims', (table) => {
    table
      .bigInteger('secret_version')
      .primary()
      .references('key_secrets.version')
      .onDelete('CASCADE');
    table.string('key_id').notNullable().index();
    table.string('claimant_id');
    table.text('sealed_secret');
    // Secrets from before there was a table of all claims. They were sealed for their key and not
    // for their version.
    table.boolean('sealed_for_key').notNullable().defaultTo(false);
    table.bigInteger('expires_at').notNullable().index();
    table.bigInteger('claimed_at');
    table.bigInteger('lost_at');
  });
  await moveTokenClaims(knex);
  await knex.schema.dropTable('token_claims');

  await knex.schema.alterTable('unconfirmed_creations', (table) => {
    table.string('team_id');
    // Creations that were confirmed, used or deleted are kept for a day, so that a late request of an earlier
    // run is recognized.
    table.bigInteger('settled_at');
  });
  await knex.raw(
    'UPDATE unconfirmed_creations SET team_id = COALESCE(' +
      '(SELECT team_id FROM members WHERE members.id = creator_id), ' +
      '(SELECT team_id FROM service_accounts WHERE service_accounts.id = creator_id))',
  );
}

/** A public key is stored like a secret, so that it has a version and can be rotated. */
async function movePublicKeys(knex: Knex): Promise<void> {
  const keys = await knex<KeyRow>('keys').whereNotNull('public_jwk').orderBy('id');
  for (const { id, public_jwk, created_at, created_by, last_used_at } of keys) {
    await knex('key_secrets').insert({
      ...{ key_id: id, hash: `public_key/${id}`, masked: '', delivery: 'public_key' },
      ...{ public_jwk, created_at, created_by, last_used_at },
    });
  }
}

/** A secret that waits for a member belongs to the newest secret of their token. */
async function moveTokenClaims(knex: Knex): Promise<void> {
  const newest =
    '(SELECT MAX(version) FROM key_secrets WHERE key_id = token_id AND retires_at IS NULL)';
  await knex.raw(
    `INSERT INTO secret_claims
       (secret_version, key_id, claimant_id, sealed_secret, sealed_for_key, expires_at)
     SELECT ${newest}, token_id, keys.owner_id, sealed_secret, ?, token_claims.expires_at
       FROM token_claims JOIN keys ON keys.id = token_id
      WHERE ${newest} IS NOT NULL`,
    [true],
  );
  await knex('key_secrets')
    .whereIn('version', knex('secret_claims').select('secret_version'))
    .update({ delivery: 'claim' });
}

export async function down(): Promise<void> {
  throw new Error('Migrations only go forward: restore a backup instead.');
}
