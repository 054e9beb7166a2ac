import type { Database } from '../../api/database/database';

/**
 * The newest secret of a key was created after the backup that was restored. Its row is gone, the previous
 * one is the newest again, and the database counts on from there.
 */
export async function forgetNewestSecret(database: Database, keyId: string): Promise<void> {
  const { knex, dialect } = database;
  const secrets = () => knex('key_secrets').where({ key_id: keyId });
  const [newest, before] = await secrets().orderBy('version', 'desc').limit(2).pluck('version');
  if (before === undefined) throw new Error(`The key ${keyId} was never rotated.`);
  await secrets().where({ version: newest }).delete();
  await secrets().where({ version: before }).update({ retires_at: null });
  await knex.raw(
    dialect.name === 'postgres'
      ? "SELECT setval('key_secrets_version_seq', ?)"
      : "UPDATE sqlite_sequence SET seq = ? WHERE name = 'key_secrets'",
    [before],
  );
}
