import type { Command } from 'commander';
import type { Config } from '../app/config';
import type { RecipientOptions } from './age-keys';
import type { ReconcileOptions } from './reconcile-command';
import type { RestoreOptions } from './restore-command';
import type { Terminal } from './terminal';
import type { VerifyOptions } from './verify-backup-command';

const EXIT_CODES = (...further: readonly string[]) => `
Exit codes:
  0   done
  64  the command line is wrong
${further.map((line) => `  ${line}\n`).join('')}  78  the configuration is wrong, or the master key is missing or does not fit`;

const IDENTITY =
  'file with the identity that opens a backup that was encrypted with age; - is standard input';
const UNUSABLE =
  '65  the backup is damaged, is not one of Keyplane, or is not opened by the identity';

const appended = (value: string, values: readonly string[] = []) => [...values, value];

/** Adds the commands that make, check and restore backups. */
export function addBackupCommands(
  program: Command,
  using: {
    readonly terminal: Terminal;
    readonly configured: () => Promise<Config>;
    readonly outcome: { exitCode: number };
  },
): void {
  const { terminal, configured, outcome } = using;

  program
    .command('backup <file>')
    .description('copy the SQLite database into a new file, while servers use it')
    .option(
      '--recipient <recipient>',
      'encrypt the file with age for this recipient, such as age1…; can be repeated',
      appended,
    )
    .option(
      '--recipients-file <file>',
      'encrypt the file with age for the recipients in this file, one on each line; can be repeated',
      appended,
    )
    .addHelpText('after', EXIT_CODES('73  the file exists, or cannot be written'))
    .action(async (file: string, options: RecipientOptions) => {
      const { backupCommand } = await import('./backup-command.js');
      await backupCommand(await configured(), terminal, file, options);
    });

  program
    .command('verify-backup <file>')
    .description('check that a backup of SQLite is undamaged and can be restored here')
    .option('--identity <file>', IDENTITY)
    .addHelpText('after', EXIT_CODES(UNUSABLE, '73  there is no room for a decrypted copy'))
    .action(async (file: string, options: VerifyOptions) => {
      const { verifyBackupCommand } = await import('./verify-backup-command.js');
      await verifyBackupCommand(await configured(), terminal, file, options);
    });

  program
    .command('restore [file]')
    .description('replace the SQLite database with a backup, and announce that')
    .option('--identity <file>', IDENTITY)
    .option(
      '--announce',
      'announce only: every plan says so, and servers reload what they have in memory',
    )
    .option(
      '--backup-time <time>',
      'when the backup was made, such as 2026-11-28T02:00:00Z (default: what the backup says)',
    )
    .addHelpText(
      'after',
      EXIT_CODES(
        UNUSABLE,
        '69  a process has the database open',
        '73  a file or folder cannot be written',
      ),
    )
    .action(async (file: string | undefined, options: RestoreOptions) => {
      const { restoreCommand } = await import('./restore-command.js');
      await restoreCommand(await configured(), terminal, options, file);
    });

  program
    .command('reconcile')
    .description('find keys that a restore made valid again, in exported audit events')
    .requiredOption(
      '--audit <file>',
      'audit events: on each line one event, or one answer of GET /v1/audit-events',
    )
    .option(
      '--since <time>',
      'consider only later events (default: the time of the restored backup)',
    )
    .option('--revoke', 'revoke these keys again')
    .addHelpText(
      'after',
      `
Exit codes:
  0   nothing was found: all that the events ended has also ended in the database
  1   the command failed, and may have revoked some of the keys
  2   something was found that is still there: the output says what to do
  3   keys were found, and all of them were revoked again
  64  the command line is wrong
  65  the file has a line that is not an audit event
  69  the database is unavailable
  78  the configuration is wrong, or the master key is missing or does not fit`,
    )
    .action(async (options: ReconcileOptions) => {
      const { reconcileCommand } = await import('./reconcile-command.js');
      outcome.exitCode = await reconcileCommand(await configured(), terminal, options);
    });
}
