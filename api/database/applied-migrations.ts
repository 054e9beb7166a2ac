import type { Knex } from 'knex';
import checksums from './generated/migration-checksums.json';

const CHECKSUMS: Readonly<Record<string, string>> = checksums;

/** A migration was edited after the database had applied it. */
export class EditedMigrationError extends Error {
  override readonly name = 'EditedMigrationError';

  constructor(readonly edited: readonly string[]) {
    super(
      `The database has applied a different version of ${edited.join(', ')} than this ` +
        'version of Keyplane contains, so its tables may differ from what Keyplane expects. ' +
        'Run the version of Keyplane that applied it. If you know that the tables are right, ' +
        'run `keyplane migrate --accept-edited`, then start again.',
    );
  }
}

/** Migrations in the order of their names. */
export async function appliedNames(knex: Knex): Promise<string[]> {
  if (!(await knex.schema.hasTable('knex_migrations'))) return [];
  const rows = await knex<{ name: string }>('knex_migrations').select('name').orderBy('name');
  return rows.map((row) => row.name);
}

/**
 * The checksums from when the migrations were applied. Migrations from before the table existed
 * have none.
 */
export async function recordedChecksums(knex: Knex): Promise<ReadonlyMap<string, string>> {
  if (!(await knex.schema.hasTable('migration_checksums'))) return new Map();
  const rows = await knex<ChecksumRow>('migration_checksums').select();
  return new Map(rows.map(({ name, checksum }) => [name, checksum]));
}

interface ChecksumRow {
  name: string;
  checksum: string;
}

/** The migrations that were applied with a text that differs from the text in this version. */
export function editedAmong(
  recorded: ReadonlyMap<string, string>,
  known: Readonly<Record<string, string>> = CHECKSUMS,
): string[] {
  return [...recorded]
    .filter(([name, checksum]) => name in known && known[name] !== checksum)
    .map(([name]) => name)
    .sort();
}

/**
 * Writes nothing if all checksums are recorded. If it wrote every time, most starts would wait for
 * the disk.
 */
export async function recordChecksums(
  knex: Knex,
  applied: readonly string[],
  recorded: ReadonlyMap<string, string>,
): Promise<void> {
  const rows = applied
    .filter((name) => recorded.get(name) !== CHECKSUMS[name])
    .map((name) => ({ name, checksum: CHECKSUMS[name] }));
  if (rows.length > 0) {
    await knex('migration_checksums').insert(rows).onConflict('name').merge();
  }
}
