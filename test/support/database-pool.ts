import type { Client } from 'pg';

/** Tables of the migrations themselves. Every other table is empty in a database that was just migrated. */
const OF_MIGRATIONS = `('knex_migrations', 'knex_migrations_lock', 'migration_checksums')`;
/** Larger tables are truncated: a deletion leaves their pages behind. */
const SMALL_BYTES = 128 * 1024;

/**
 * The parts of a schema that a test may have changed besides rows. If it has, its database is not
 * used again.
 */
const SHAPE = `SELECT md5(concat_ws('|',
  (SELECT string_agg(concat_ws(':', oid, relname, relkind, relnatts, relhastriggers), ',' ORDER BY oid)
     FROM pg_class),
  (SELECT string_agg(concat_ws(':', oid, tgname, tgenabled), ',' ORDER BY oid) FROM pg_trigger),
  (SELECT string_agg(concat_ws(':', oid, conname), ',' ORDER BY oid) FROM pg_constraint),
  (SELECT concat_ws(':', count(*), max(oid)) FROM pg_proc),
  (SELECT count(*) FROM pg_db_role_setting JOIN pg_database ON pg_database.oid = setdatabase
     WHERE datname = current_database()),
  (SELECT string_agg(name, ',' ORDER BY id) FROM knex_migrations),
  (SELECT string_agg(concat_ws(':', name, checksum), ',' ORDER BY name) FROM migration_checksums))
  ) AS shape`;

export async function shapeOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ shape: string }>(SHAPE);
  return rows[0]?.shape ?? '';
}

/** Ends other connections, empties every table and resets every sequence. */
export async function emptyDatabase(client: Client): Promise<void> {
  await client.query(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  );
  const { rows: tables } = await client.query<{ name: string; large: boolean }>(
    `SELECT quote_ident(relname) AS name, pg_relation_size(oid) > ${SMALL_BYTES} AS large
       FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname NOT IN ${OF_MIGRATIONS}`,
  );
  const deletions = tables.filter(({ large }) => !large).map(({ name }) => `DELETE FROM ${name};`);
  const large = tables.filter((table) => table.large).map(({ name }) => name);
  const truncation = large.length > 0 ? `TRUNCATE ${large.join(', ')} CASCADE;` : '';
  // In the role `replica`, PostgreSQL fires no triggers, neither those of foreign keys nor those of
  // the change feed.
  await client.query(
    `BEGIN; SET LOCAL session_replication_role = replica; ${deletions.join(' ')} ${truncation}
     SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence
       WHERE seqrelid NOT IN (SELECT pg_get_serial_sequence('knex_migrations', 'id')::regclass);
     COMMIT;`,
  );
}
