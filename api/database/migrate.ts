import type { Knex } from 'knex';
import {
  appliedNames,
  editedAmong,
  EditedMigrationError,
  recordChecksums,
  recordedChecksums,
} from './applied-migrations';
import type { Database } from './database';
import { requireOwnDatabase } from './foreign-database';
import { MIGRATIONS } from './generated/migrations';

/** The database has been migrated by a newer Keyplane than this one. */
export class NewerDatabaseError extends Error {
  override readonly name = 'NewerDatabaseError';

  constructor(readonly unknownMigrations: readonly string[]) {
    super(
      `The database was migrated by a newer version of Keyplane (${unknownMigrations.join(', ')}). ` +
        'Run that version or a later one, or restore a backup from before the upgrade. If that version ' +
        'is the release right after this one, you can also set KEYPLANE_ACCEPT_NEWER_DATABASE=true and ' +
        'start again.',
    );
  }
}

export interface MigrateOptions {
  /** Whether to go on although a migration was edited after this database had applied it. */
  readonly acceptEdited?: boolean;
  /**
   * Whether to go on although a newer release has migrated the database. That is safe only for the
   * release right after this one, because a release drops what the one before it no longer used.
   */
  readonly acceptNewer?: boolean;
}

const source: Knex.MigrationSource<string> = {
  getMigrations: () => Promise.resolve(Object.keys(MIGRATIONS).sort()),
  getMigrationName: (name) => name,
  getMigration: (name) => {
    const migration = MIGRATIONS[name];
    if (migration === undefined) throw new Error(`There is no migration ${name}.`);
    return Promise.resolve(migration);
  },
};

/**
 * Brings the schema up to date, in one transaction: a process killed in the middle leaves nothing,
 * and replicas that start together wait for the first.
 * @returns the names of the migrations that were applied now
 * @throws ForeignDatabaseError, NewerDatabaseError (unless `acceptNewer`), EditedMigrationError (unless `acceptEdited`)
 */
export async function migrate(
  database: Database,
  { acceptEdited = false, acceptNewer = false }: MigrateOptions = {},
): Promise<string[]> {
  return database.knex.transaction(async (transaction) => {
    await database.dialect.lockMigrations(transaction);
    const already = await appliedNames(transaction);
    await requireOwnDatabase(transaction, database.dialect, already);
    const unknown = already.filter((name) => !(name in MIGRATIONS));
    // A database that lacks a migration of this version does not come from a later release.
    if (unknown.length > 0 && !(acceptNewer && isComplete(already))) {
      throw new NewerDatabaseError(unknown);
    }
    const recorded = await recordedChecksums(transaction);
    const edited = editedAmong(recorded);
    if (edited.length > 0 && !acceptEdited) throw new EditedMigrationError(edited);
    const applied = await applyMissing(transaction, already);
    const known = already.filter((name) => name in MIGRATIONS);
    await recordChecksums(transaction, [...known, ...applied], recorded);
    return applied;
  });
}

async function applyMissing(
  transaction: Knex.Transaction,
  already: readonly string[],
): Promise<string[]> {
  // Even if nothing is missing, knex would write its lock, and most starts would wait for the disk.
  if (isComplete(already)) return [];
  const [, applied] = (await transaction.migrate.latest({
    migrationSource: source,
    disableMigrationsListValidation: true,
  })) as [number, string[]];
  return applied;
}

function isComplete(applied: readonly string[]): boolean {
  return Object.keys(MIGRATIONS).every((name) => applied.includes(name));
}
