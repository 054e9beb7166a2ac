import { accessSync, constants, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { backupContent, type BackupContent } from '../app/backup-content';
import type { Config } from '../app/config';
import { codeOf } from '../database/dialects/unavailable';
import { isSqliteFile } from '../database/dialects/stale-write-ahead-log';
import { shownTime } from '../domain/shown-time';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { identityFile } from './age-keys';
import { requireSqlite } from './backup-command';
import { withDecrypted } from './encrypted-backup';
import type { Terminal } from './terminal';

const VERIFIED_BY_POSTGRESQL =
  'Keyplane uses PostgreSQL here. To check a dump, run: pg_restore --list keyplane.dump. Only a restore ' +
  'into an empty database proves that it can be restored.';

export interface VerifyOptions {
  readonly identity?: string;
}

/**
 * `keyplane verify-backup`: says what a backup contains and whether it can be restored here. It changes
 * nothing and needs no server.
 */
export async function verifyBackupCommand(
  config: Config,
  terminal: Terminal,
  file: string,
  { identity }: VerifyOptions,
): Promise<void> {
  requireSqlite(config, VERIFIED_BY_POSTGRESQL);
  requireFile(file);
  const content = await withDecrypted(file, identityFile(identity, terminal), (decrypted) =>
    requireRestorable(config, decrypted, file),
  );
  terminal.print(linesOf(file, content).join('\n'));
}

/** @throws CommandFailure if there is no such file, or if it cannot be read */
export function requireFile(file: string): void {
  const shown = path.resolve(file);
  if (!existsSync(file) || !statSync(file).isFile()) {
    throw new CommandFailure(
      EXIT_CODE.usage,
      `${shown} is not a file. Give the path of a backup file.`,
    );
  }
  try {
    accessSync(file, constants.R_OK);
  } catch (cause) {
    throw new CommandFailure(
      EXIT_CODE.usage,
      `${shown} cannot be read. Give read access to the user that runs this command.`,
      { cause },
    );
  }
}

/**
 * @param file the backup, or a decrypted copy of it
 * @param backup the file that errors name
 * @throws CommandFailure that says why the backup cannot be restored here
 */
export async function requireRestorable(
  config: Config,
  file: string,
  backup: string,
): Promise<BackupContent> {
  const shown = path.resolve(backup);
  const refuse = (exitCode: CommandFailure['exitCode'], text: string, cause?: unknown) =>
    new CommandFailure(exitCode, text, { cause });
  if (statSync(file).size === 0 || !isSqliteFile(file)) throw notOurs(shown);
  const content = await backupContent(config, file).catch((cause: unknown) => {
    if (!/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(codeOf(cause))) throw cause;
    throw refuse(EXIT_CODE.dataError, `${shown} is damaged. Use another backup.`, cause);
  });
  const { damages, lastMigration, unknownMigrations, masterKey } = content;
  if (damages.length > 0) {
    const text = `${shown} is damaged: ${damages.join('; ')}. Use another backup.`;
    throw refuse(EXIT_CODE.dataError, text);
  }
  if (lastMigration === null) throw notOurs(shown);
  if (unknownMigrations.length > 0) {
    throw refuse(
      EXIT_CODE.config,
      `${shown} was made by a newer version of Keyplane (${unknownMigrations.join(', ')}). Use that ` +
        'version or a later one.',
    );
  }
  if (masterKey instanceof Error) throw refuse(EXIT_CODE.config, masterKey.message, masterKey);
  return content;
}

function notOurs(shown: string): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.dataError,
    `${shown} is not a backup of Keyplane on SQLite. Give a file that \`keyplane backup\` made.`,
  );
}

function linesOf(file: string, content: BackupContent): string[] {
  const { madeAt, lastMigration, missingMigrations, masterKeyIds, masterKey, counts } = content;
  const behind =
    missingMigrations.length === 0
      ? ''
      : ` (a restore applies ${missingMigrations.length} more, up to ${missingMigrations.at(-1)})`;
  const needs = masterKeyIds.join(' and ') || 'none';
  const keyState =
    masterKey === 'opens it'
      ? 'the configured master key opens it'
      : 'not checked, because no master key is configured here. A restore is refused without it';
  return [
    `${path.resolve(file)} is complete and undamaged.`,
    `  made:           ${shownTime(madeAt)}`,
    `  last migration: ${lastMigration}${behind}`,
    `  master key:     ${needs}: ${keyState}`,
    `  contains:       ${counts.join(', ')}`,
  ];
}
