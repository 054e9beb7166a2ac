import { BACKUP_MARK } from './dialects/sqlite-backup';
import { peekIntoSqlite } from './dialects/sqlite-peek';
import { MIGRATIONS } from './generated/migrations';

/** What can be said about a backup without changing or restoring it. */
export interface BackupCheck {
  /** `null` if it was not made by `keyplane backup`. */
  readonly madeAt: Date | null;
  /** What is damaged; empty if nothing is. */
  readonly damages: readonly string[];
  /** The last migration that the backup contains. */
  readonly lastMigration: string | null;
  /** Migrations of this version that the backup does not have yet. A restore applies them. */
  readonly missingMigrations: readonly string[];
  /** Migrations that this version does not know, because a newer one made the backup. */
  readonly unknownMigrations: readonly string[];
}

/** Reads every page of the file, and writes nothing next to it. */
export async function checkBackup(file: string): Promise<BackupCheck> {
  const rows = <Row>(table: string, sql: string) => peekIntoSqlite<Row>(file, table, sql);
  const marks = await rows<{ made_at: number }>(BACKUP_MARK, `SELECT made_at FROM ${BACKUP_MARK}`);
  const applied = await rows<{ name: string }>(
    'knex_migrations',
    'SELECT name FROM knex_migrations ORDER BY name',
  );
  const names = applied.map(({ name }) => name);
  const known = Object.keys(MIGRATIONS).sort();
  const [mark] = marks;
  return {
    madeAt: mark === undefined ? null : new Date(mark.made_at),
    damages: await damagesOf(rows),
    lastMigration: names.at(-1) ?? null,
    missingMigrations: known.filter((name) => !names.includes(name)),
    unknownMigrations: names.filter((name) => !known.includes(name)),
  };
}

type Rows = <Row>(table: string, sql: string) => Promise<Row[]>;

async function damagesOf(rows: Rows): Promise<string[]> {
  const pages = await rows<{ integrity_check: string }>(
    'knex_migrations',
    'PRAGMA integrity_check(10)',
  );
  const damages = pages.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  if (damages.length > 0) return damages;
  const lost = await rows<{ table: string; parent: string }>(
    'knex_migrations',
    'PRAGMA foreign_key_check',
  );
  return lost.slice(0, 10).map(({ table, parent }) => `a row of ${table} has no row in ${parent}`);
}
